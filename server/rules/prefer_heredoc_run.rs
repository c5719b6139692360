//! A long chain of commands that a heredoc would show line by line.

use super::lines::to_line_end;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Run, Severity};
use crate::syntax::{Command, Joint};

/// See the page.
pub static RULE: Rule = Rule {
    id: "prefer-heredoc-run",
    severity: Severity::Hint,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/prefer-heredoc-run.md"),
    check: Check::File(check),
};

/// Commands from which on a chain is long.
const ENOUGH: usize = 5;

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        let Some(commands) = chain(&run) else { continue };
        let instruction = &run.item.instruction;
        let lines = instruction.text.matches('\n').count();
        if commands.len() < ENOUGH || lines + 1 < commands.len() {
            continue;
        }
        let message = format!("{} commands are chained over {} lines; in a heredoc each stands on a line of its own, without `&&` and backslashes", commands.len(), lines + 1);
        let fix = fix(context, &run, &commands);
        out.push(RULE.finding(run.item.absolute(instruction.keyword_span), message).maybe_fix(fix));
    }
}

/// The links of a RUN that is one chain of `&&` from end to end.
fn chain<'a>(run: &Run<'a>) -> Option<Vec<&'a Command>> {
    let instruction = &run.item.instruction;
    if instruction.is_json() || !instruction.heredocs.is_empty() || !run.script.understood {
        return None;
    }
    let links: Vec<&Command> = run.script.commands.iter().filter(|command| command.inside.is_none()).collect();
    let plain = links.iter().all(|command| matches!(command.joint, Joint::First | Joint::And) && !command.conditional && !command.background && !command.words.is_empty());
    plain.then_some(links)
}

/// Each link becomes a line. What stands between two links must be `&&` and nothing else, and no text may mean something else in a heredoc.
fn fix(context: &Context, run: &Run, commands: &[&Command]) -> Option<Fix> {
    let instruction = &run.item.instruction;
    let text = &instruction.text;
    let between = commands.windows(2).map(|pair| text[pair[0].span.end as usize..pair[1].span.start as usize].replace([instruction.escape, '\n', '\r', ' ', '\t'], ""));
    let joined = between.into_iter().all(|gap| gap == "&&");
    let rest = instruction.rest_span();
    let covered = commands.first()?.span.start == rest.start && commands.last()?.span.end == rest.end;
    if !joined || !covered || text.contains(['#', '`']) || text.contains("EOF") || instruction.escape != '\\' {
        return None;
    }
    let end = context.file.source().line_ending();
    let lines: Vec<&str> = commands.iter().map(|command| &text[command.span.range()]).collect();
    // A chain that begins with `set -e` has its first line already.
    let stops = commands.first()?.name() == "set" && commands.first()?.arguments().iter().any(|word| word.text.starts_with('-') && word.text.contains('e'));
    let set = if stops { String::new() } else { format!("set -e{end}") };
    let script = format!("<<EOF{end}{set}{}{end}EOF", lines.join(end));
    let place = to_line_end(context, run.item.absolute(rest))?;
    Some(Fix::review("Use a heredoc", vec![replace(place, script)]))
}
