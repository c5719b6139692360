//! Everything is copied, and nothing is left out.

use super::copies::copies;
use super::{Check, Context, Finding, Profile, Rule, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "dockerignore-missing",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/dockerignore-missing.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let Some(paths) = context.workspace.paths() else { return };
    // A handful of files needs no list of exceptions.
    if context.workspace.dockerignore().is_some() || paths.len() < 2 {
        return;
    }
    let whole = copies(context).filter(|copy| copy.is_from_context()).find_map(|copy| {
        let source = copy.paths().find(|source| matches!(&*source.text, "." | "./" | "/" | "*"))?;
        Some(copy.item.absolute(source.span))
    });
    if let Some(span) = whole {
        out.push(RULE.finding(span, "there is no .dockerignore, so this takes everything along: .git, local settings, results of builds"));
    }
}
