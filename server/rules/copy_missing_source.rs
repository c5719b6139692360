//! COPY of a file that is not in the folder, but one of nearly that name is.

use super::copies::{copies, is_pattern};
use super::suggest::{Budget, nearest};
use super::{Check, Context, Finding, Profile, Rule, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "copy-missing-source",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/copy-missing-source.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let Some(paths) = context.workspace.paths() else { return };
    let is_there = |path: &str| paths.iter().any(|known| **known == *path || known.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')));
    let mut budget = Budget::default();
    for copy in copies(context).filter(|copy| copy.is_from_context()) {
        for source in copy.paths() {
            let Some(value) = context.model.expanded(copy.index, source).filter(|value| value.certain) else { continue };
            let path = value.text.trim_start_matches("./").trim_matches('/');
            let judged = !path.is_empty() && !is_pattern(path) && !path.contains("..") && !path.contains("://") && path != "." && !path.contains(['"', '\'', '[']);
            if !judged || is_there(path) || !budget.spend(paths.len()) {
                continue;
            }
            // What a build makes later is not there either; only a misspelt name is certain to be a mistake.
            let Some(meant) = nearest(path, paths.iter().map(|path| &**path)).filter(|meant| same_kind(path, meant)) else { continue };
            let message = format!("there is no `{path}` beside the Dockerfile; did you mean `{meant}`?");
            out.push(RULE.finding(copy.item.absolute(source.span), message));
        }
    }
}

/// Names that differ in a digit or in their ending are siblings rather than misspellings.
fn same_kind(a: &str, b: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    let ending = |text: &str| text.rsplit_once('.').map(|(_, ending)| ending.to_owned());
    a.len() > 4 && letters(a) != letters(b) && ending(a) == ending(b)
}
