//! A container that compiles, watches or tests before it serves.

use super::started::started;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::knowledge::starts::StartKind;

/// See the page.
pub static RULE: Rule = Rule {
    id: "dev-command-in-final",
    severity: Severity::Hint,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/dev-command-in-final.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    // An entry point without arguments, such as `mvn`, is a tool that somebody else calls.
    let Some(started) = started(context).filter(|started| started.words.len() > 1 || started.words == ["nodemon"]) else { return };
    if started.known().is_some_and(|start| start.kind == StartKind::Tool) {
        let message = format!("`{}` works on sources each time a container starts, so the image has to hold the tools; build in a stage before, and start the result", started.shown());
        out.push(RULE.finding(started.span(), message));
    }
}
