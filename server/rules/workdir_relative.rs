//! A relative WORKDIR that starts from wherever the base image happens to be.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::config::is_absolute;
use crate::model::stage::Base;
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "workdir-relative",
    severity: Severity::Warning,
    aliases: &["CKV_DOCKER_10", "DL3000", "DS-0009", "S7021", "buildkit/WorkdirRelativePath"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit, Profile::Hadolint],
    docs: include_str!("../../docs/rules/workdir-relative.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for stage in &context.model.stages {
        let inherited = matches!(stage.base, Base::Stage(parent) if context.model.stages[parent].config.workdir_set);
        if inherited {
            continue;
        }
        // The first WORKDIR decides; later ones build on it.
        let Some(index) = stage.items.clone().find(|index| context.file.items()[*index].keyword == Keyword::Workdir) else { continue };
        let item = &context.file.items()[index];
        let Some(word) = item.instruction.argument_text() else { continue };
        let Some(path) = context.model.expanded(index, word) else { continue };
        if is_absolute(&path.text) || (!path.certain && !is_plainly_relative(&word.text)) {
            continue;
        }
        let message = format!("`{}` is relative, so it depends on the working directory of the base image", word.text);
        out.push(RULE.finding(item.absolute(word.span), message));
    }
}

/// However the variables in it turn out, a path that begins with a letter or a dot is relative.
fn is_plainly_relative(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.')
}
