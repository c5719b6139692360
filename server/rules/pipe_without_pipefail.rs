//! A pipe whose left side can fail without notice.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Run, Severity};
use crate::knowledge::images;
use crate::model::stage::Base;
use crate::syntax::{Command, Joint};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "pipe-without-pipefail",
    severity: Severity::Information,
    aliases: &["DL4006"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/pipe-without-pipefail.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs().filter(|run| !run.item.instruction.is_json()) {
        let shell = context.model.situation(run.index).and_then(|situation| situation.shell.as_ref());
        if shell.is_some_and(|shell| shell.iter().any(|word| word.contains("pipefail"))) || has_other_interpreter(&run) {
            continue;
        }
        let commands = &run.script.commands;
        let pipes: Vec<usize> = (1..commands.len()).filter(|index| commands[*index].joint == Joint::Pipe && loses_failure(commands, *index)).collect();
        let risky = pipes.iter().find(|right| !is_filter(left_of(commands, **right).name()));
        let Some(&right) = risky.or(pipes.first()) else { continue };
        let set_before = commands[..right].iter().any(sets_pipefail);
        let inside_other = commands[right].inside.is_some_and(|outer| commands[outer].arguments().iter().any(|word| word.text.contains("pipefail")));
        if set_before || inside_other {
            continue;
        }
        let left = left_of(commands, right);
        let message = format!("if `{}` fails, the pipe and the build go on; set `-o pipefail` with SHELL", super::build_signals::shown(left));
        let finding = RULE.finding(run.item.absolute(left.span), message).maybe_fix(fix(context, &run));
        // A program that reads what is on the disk hardly ever fails.
        out.push(if risky.is_some() { finding } else { finding.only(&[Profile::Strict, Profile::Hadolint]) });
    }
}

/// Programs that look at files and text of the image itself.
fn is_filter(name: &str) -> bool {
    const NAMES: [&str; 43] = [
        "find", "cat", "ls", "grep", "egrep", "fgrep", "cut", "sed", "awk", "gawk", "sort", "uniq", "tr", "tail", "ldd", "dpkg", "dpkg-query", "apk",
        "apt-mark", "rpm", "uname", "basename", "dirname", "env", "id", "date", "nproc", "scanelf", "readelf", "objdump", "xargs", "wc", "php-config", "jq",
        "tee", "readlink", "realpath", "stat", "file", "tac", "rev", "printenv", "hostname",
    ];
    NAMES.contains(&name)
}

fn left_of(commands: &[Command], right: usize) -> &Command {
    let outer = commands[right].inside;
    commands[..right].iter().rev().find(|command| command.inside == outer).unwrap_or(&commands[right - 1])
}

/// Whether the left side can fail, and the failure would matter.
fn loses_failure(commands: &[Command], right: usize) -> bool {
    let left = left_of(commands, right);
    let never_fails = matches!(left.name(), "echo" | "printf" | "yes" | "true" | ":");
    let reads_heredoc = left.name() == "cat" && left.heredoc.is_some();
    // A reader that stops early makes the writer fail, which is no fault.
    let stops_early = matches!(commands[right].name(), "head") || (commands[right].name() == "grep" && commands[right].has("-q"));
    !never_fails && !reads_heredoc && !stops_early
}

fn sets_pipefail(command: &Command) -> bool {
    (command.name() == "set" && command.has("pipefail")) || command.arguments().iter().any(|word| word.text.contains("pipefail"))
}

/// A heredoc with a first line that names its interpreter.
fn has_other_interpreter(run: &Run) -> bool {
    let instruction = &run.item.instruction;
    instruction.heredocs.iter().any(|heredoc| instruction.text[heredoc.body.range()].starts_with("#!"))
}

/// Sets a shell that has the option and is known to be there.
fn fix(context: &Context, run: &Run) -> Option<Fix> {
    let Base::Image(image) = context.model.base_chain(run.stage).1 else { return None };
    let shell = match images::family(image)?.shell.as_deref()? {
        "dash" | "bash" => "/bin/bash",
        "ash" => "/bin/ash",
        _ => return None,
    };
    let text = format!("SHELL [\"{shell}\", \"-o\", \"pipefail\", \"-c\"]{}", context.file.source().line_ending());
    Some(Fix::review(format!("Set {shell} with pipefail as the shell"), vec![replace(Span::new(run.item.start, run.item.start), text)]))
}
