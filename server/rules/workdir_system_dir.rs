//! WORKDIR in a folder that belongs to the kernel.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "workdir-system-dir",
    severity: Severity::Warning,
    aliases: &["DKL-DI-0002", "DS-0030"],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/workdir-system-dir.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for (index, item) in context.items().filter(|(_, item)| item.keyword == Keyword::Workdir) {
        let Some(word) = item.instruction.argument_text() else { continue };
        let Some(path) = context.model.expanded(index, word).filter(|path| path.certain) else { continue };
        let folder = path.text.trim_start_matches('/').split('/').next().unwrap_or_default();
        if path.text.starts_with('/') && matches!(folder, "proc" | "sys" | "dev" | "boot" | "lost+found") {
            let message = format!("`/{folder}` belongs to the system and is laid over when the container starts, so nothing that is put there lasts");
            out.push(RULE.finding(item.absolute(word.span), message));
        }
    }
}
