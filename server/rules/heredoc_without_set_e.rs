//! A heredoc whose commands may fail unnoticed.

use super::errexit::stops_at_failure;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::syntax::{Command, Joint};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "heredoc-without-set-e",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/heredoc-without-set-e.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        let instruction = &run.item.instruction;
        // Only where the heredoc itself is the script, and its end is there.
        let [heredoc] = &*instruction.heredocs else { continue };
        if !instruction.rest_text().starts_with("<<") || heredoc.end.is_none() || !run.script.understood || stops_at_failure(context, &run) {
            continue;
        }
        let commands: Vec<&Command> = run.script.commands.iter().filter(|command| command.inside.is_none()).collect();
        // A chain of && stops by itself, and settings cannot fail.
        let loses = |pair: &[&Command]| pair[1].joint == Joint::Then && !pair[0].conditional && !matches!(pair[0].name(), "" | "export" | "set" | "echo" | "exit");
        if !commands.windows(2).any(loses) {
            continue;
        }
        let body = &instruction.text[heredoc.body.range()];
        let first = if body.starts_with("#!") { body.find('\n').map_or(0, |at| at + 1) } else { 0 };
        let at = run.item.absolute(heredoc.body).start as usize + first;
        let message = "only the last command of this script decides whether the RUN fails; begin with `set -e`";
        let fix = Fix::review("Add set -e", vec![replace(Span::new(at, at), format!("set -e{}", context.file.source().line_ending()))]);
        out.push(RULE.finding(run.item.absolute(heredoc.marker), message).fix(fix));
    }
}
