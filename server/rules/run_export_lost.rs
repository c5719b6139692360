//! A variable, directory or option of the shell that ends with its RUN.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Run, Severity};
use crate::syntax::{Command, Keyword};

/// See the page.
pub static RULE: Rule = Rule {
    id: "run-export-lost",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/run-export-lost.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs().filter(|run| run.script.understood && !run.item.instruction.is_json()) {
        let Some(last) = run.script.commands.iter().rfind(|command| command.inside.is_none()) else { continue };
        if last.conditional || last.background || last.heredoc.is_some() {
            continue;
        }
        // Leading into a folder only to see whether it is there is a check.
        let alone = run.script.commands.iter().filter(|command| command.inside.is_none()).count() == 1;
        let what = match last.name() {
            "export" if last.words.len() + last.assignments.len() > 1 => "the variable is gone when this RUN ends; ENV keeps it",
            "cd" if alone && !last.arguments().is_empty() => "the directory is the old one again when this RUN ends; WORKDIR keeps it",
            "source" | "." if alone => "what the script sets is gone when this RUN ends",
            "alias" | "umask" | "ulimit" if !last.arguments().is_empty() => "this ends with the RUN",
            _ => continue,
        };
        out.push(RULE.finding(run.item.absolute(last.span), what).maybe_fix(fix(&run, last, alone)));
    }
}

fn fix(run: &Run, last: &Command, alone: bool) -> Option<Fix> {
    let instruction = &run.item.instruction;
    if !alone || !instruction.heredocs.is_empty() || !instruction.flags.is_empty() || instruction.keyword != Keyword::Run || instruction.text.contains('\n') {
        return None;
    }
    let (title, text) = match last.name() {
        "cd" => ("Use WORKDIR", format!("WORKDIR {}", last.arguments().first()?.literal().filter(|path| !path.starts_with(['-', '~']) && !path.contains(' '))?)),
        "export" => match &*last.assignments {
            [one] => ("Use ENV", format!("ENV {}", &instruction.text[one.span.range()])),
            _ => return None,
        },
        _ => return None,
    };
    Some(Fix::review(title, vec![replace(run.item.absolute(instruction.header_span()), text)]))
}
