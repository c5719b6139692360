//! A file that a RUN writes with echo.

use super::lines::to_line_end;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Run, Severity};
use crate::syntax::{Command, Redirect};

/// See the page.
pub static RULE: Rule = Rule {
    id: "prefer-copy-heredoc",
    severity: Severity::Hint,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/prefer-copy-heredoc.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs().filter(|run| run.script.understood && !run.item.instruction.is_json() && run.item.instruction.flags.is_empty()) {
        let [command] = &*run.script.commands else { continue };
        let Some(target) = written(command) else { continue };
        let message = format!("COPY can write `{target}` itself, without a shell and its quotes: `COPY <<EOF {target}`");
        out.push(RULE.finding(run.item.absolute(command.span), message).maybe_fix(fix(context, &run, command, target)));
    }
}

/// The file that a command writes anew, and does nothing else: `echo … > /x`, `cat <<EOF > /x`.
fn written(command: &Command) -> Option<&str> {
    let [Redirect { operator, target }] = &*command.redirects else { return None };
    let prints = match command.name() {
        "echo" | "printf" => command.arguments().iter().all(|word| word.literal().is_some()) && !command.arguments().is_empty(),
        "cat" => command.arguments().is_empty() && command.heredoc.is_some(),
        _ => false,
    };
    let path = target.literal().filter(|path| path.starts_with('/') && !path.starts_with("/dev/") && !path.starts_with("/proc/") && !path.contains(' '))?;
    (prints && operator == ">" && command.assignments.is_empty() && command.wrappers().is_empty() && !command.conditional).then_some(path)
}

/// For one text without anything that echo or COPY would change.
fn fix(context: &Context, run: &Run, command: &Command, target: &str) -> Option<Fix> {
    let [word] = command.arguments() else { return None };
    let text = word.literal().filter(|text| command.name() == "echo" && !text.contains(['\\', '$', '\n', '\r']) && !text.starts_with('-') && *text != "EOF")?;
    let instruction = &run.item.instruction;
    let end = context.file.source().line_ending();
    let whole = to_line_end(context, run.item.absolute(instruction.header_span()))?;
    Some(Fix::review("Use COPY with a heredoc", vec![replace(whole, format!("COPY <<EOF {target}{end}{text}{end}EOF"))]))
}
