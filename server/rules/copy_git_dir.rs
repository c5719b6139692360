//! COPY of the repository data of Git.

use super::copies::{copies, file_name};
use super::{Check, Context, Finding, Profile, Rule, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "copy-git-dir",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/copy-git-dir.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for copy in copies(context).filter(|copy| copy.is_from_context()) {
        for source in copy.paths().filter(|source| file_name(&source.text) == ".git") {
            let message = "`.git` holds the whole history with everything that was ever committed, and changes with each commit";
            out.push(RULE.finding(copy.item.absolute(source.span), message));
        }
    }
}
