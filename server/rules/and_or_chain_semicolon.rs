//! A semicolon behind a command whose failure matters.

use super::errexit::stops_at_failure;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Run, Severity};
use crate::model::steps::{package_command, step};
use crate::syntax::{Command, Joint};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "and-or-chain-semicolon",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/and-or-chain-semicolon.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs().filter(|run| run.script.understood && !run.item.instruction.is_json() && run.item.instruction.heredocs.is_empty()) {
        let commands: Vec<&Command> = run.script.commands.iter().filter(|command| command.inside.is_none()).collect();
        let lost = commands.windows(2).find(|pair| matters(pair[0]) && pair[1].joint == Joint::Then && !matches!(pair[1].name(), "exit" | "true" | ":"));
        let Some([command, next]) = lost.map(|pair| [pair[0], pair[1]]) else { continue };
        if stops_at_failure(context, &run) {
            continue;
        }
        let message = format!("if `{}` fails, the build goes on with the command behind the semicolon; join them with `&&`", super::build_signals::shown(command));
        out.push(RULE.finding(run.item.absolute(command.span), message).maybe_fix(fix(&run, command, next)));
    }
}

/// Installations, builds and downloads; not what somebody guards already.
fn matters(command: &Command) -> bool {
    let works = package_command(command).is_some() || step(command).is_some() || matches!(command.name(), "curl" | "wget" | "git" | "tar" | "unzip");
    works && !command.conditional && !command.background && command.joint != Joint::Pipe
}

fn fix(run: &Run, command: &Command, next: &Command) -> Option<Fix> {
    let between = Span::new(command.span.end as usize, next.span.start as usize);
    let text = &run.item.instruction.text[between.range()];
    let (at, rest) = (text.find(';')?, text.replacen(';', "", 1));
    // Anything but blanks and line ends around it belongs to another construct.
    let plain = rest.chars().all(|c| c.is_whitespace() || c == run.item.instruction.escape) && !next.conditional;
    let start = run.item.absolute(between).start as usize + at;
    plain.then(|| Fix::review("Join with &&", vec![replace(Span::new(start, start + 1), if at == 0 { " &&" } else { "&&" })]))
}
