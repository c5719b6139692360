//! VOLUME for a folder or socket of the system.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "volume-system",
    severity: Severity::Warning,
    aliases: &["DKL-DI-0002"],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/volume-system.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for (index, item) in context.items().filter(|(_, item)| item.keyword == Keyword::Volume) {
        for word in item.instruction.words() {
            let Some(path) = context.model.expanded(index, word).filter(|path| path.certain) else { continue };
            let text = path.text.trim_end_matches('/');
            let folder = text.trim_start_matches('/').split('/').next().unwrap_or_default();
            let message = if text.ends_with("/docker.sock") {
                format!("`{text}` gives whoever is in the container the whole machine; leave it to those who start the container")
            } else if text.starts_with('/') && matches!(folder, "proc" | "sys" | "dev" | "boot") {
                format!("`/{folder}` belongs to the system, and a volume there hides what the program needs or shows what it must not see")
            } else {
                continue;
            };
            out.push(RULE.finding(item.absolute(word.span), message));
        }
    }
}
