//! Python packages in root's home, which another user cannot enter.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::copies::is_below;
use crate::model::variable::Value;

/// See the page.
pub static RULE: Rule = Rule {
    id: "python-user-install",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/python-user-install.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let Some(last) = context.model.stages.last() else { return };
    let user = last.config.user.as_ref().and_then(Value::known).unwrap_or("root");
    if matches!(user.split(':').next(), Some("root" | "0" | "") | None) {
        return;
    }
    for copied in context.copies_of(last.index) {
        let item = &context.file.items()[copied.item];
        let local = copied.sources.iter().any(|(word, _)| word.text.trim_end_matches('/').ends_with("/.local"));
        let in_root = copied.destination.as_deref().is_some_and(|path| is_below(path, "/root"));
        // Somebody who opens root's home has thought of it.
        let opened = context.runs().flat_map(|run| &run.script.commands).any(|command| matches!(command.name(), "chmod" | "chown") && command.arguments().iter().any(|word| word.text.starts_with("/root")));
        if local && in_root && !opened {
            let message = format!("the container runs as `{user}`, who cannot enter /root: Python does not find these packages; use a virtual environment in /opt");
            out.push(RULE.finding(item.absolute(copied.destination_word.span), message));
        }
    }
}
