//! Syntax of bash in a shell that does not have it.

use super::{Check, Context, Finding, Profile, Rule, Run, Severity};
use crate::model::Shell;
use crate::syntax::{Bashism, Command};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "bashism-in-sh",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/bashism-in-sh.md"),
    check: Check::File(check),
};

/// Where, what it is, and what to write instead.
type Found = (Span, &'static str, &'static str);

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs().filter(|run| !run.item.instruction.is_json()) {
        let Shell::Posix(shell @ ("dash" | "ash")) = context.model.shell_at(context.file, run.index) else { continue };
        let first = context.model.base_chain(run.stage).0.last().map_or(run.stage.items.start, |stage| stage.items.start);
        let replaced = context.runs().filter(|earlier| (first..=run.index).contains(&earlier.index)).any(|earlier| earlier.script.commands.iter().any(links_shell));
        if replaced {
            continue;
        }
        let Some((span, what, instead)) = construct(&run, shell).into_iter().chain(command(&run, shell)).min_by_key(|(span, ..)| *span) else { continue };
        let message = format!("`{what}` is bash's, but this runs in {shell}; {instead}, or set bash with SHELL");
        out.push(RULE.finding(run.item.absolute(span), message));
    }
}

fn construct(run: &Run, shell: &str) -> Option<Found> {
    let instruction = &*run.item.instruction;
    let found = instruction.bashisms().iter().copied();
    let told = found.filter_map(|(bashism, span)| {
        let (what, instead) = match bashism {
            // BusyBox understands the double bracket and the redirection of both streams.
            Bashism::DoubleBracket | Bashism::RedirectBoth if shell == "ash" => return None,
            Bashism::DoubleBracket => ("[[", "write `[`"),
            Bashism::RedirectBoth => ("&>", "write `> file 2>&1`"),
            Bashism::ProcessSubstitution => ("<(", "write to a file first"),
            Bashism::Array => ("=(", "use positional parameters"),
            Bashism::HereString => ("<<<", "use a pipe"),
        };
        Some((span, what, instead))
    });
    told.min_by_key(|(span, ..)| *span)
}

fn command(run: &Run, shell: &str) -> Option<Found> {
    let commands = &run.script.commands;
    let elsewhere = |command: &Command| {
        let inner = command.inside.is_some_and(|outer| matches!(commands[outer].name(), "bash" | "zsh" | "ksh" | "sh"));
        let heredocs = &run.item.instruction.heredocs;
        let foreign = heredocs.iter().enumerate().any(|(index, heredoc)| heredoc.body.contains(command.span) && !run.item.instruction.is_own_script(index));
        inner || foreign || !command.wrappers().is_empty()
    };
    commands.iter().filter(|command| !elsewhere(command)).find_map(|command| {
        let (what, instead) = match command.name() {
            "source" if shell == "dash" => ("source", "write `.`"),
            "pushd" => ("pushd", "use `cd` in a subshell"),
            "popd" => ("popd", "use `cd` in a subshell"),
            "shopt" => ("shopt", "leave it out"),
            "declare" if shell == "dash" => ("declare", "assign the variable"),
            _ => return None,
        };
        Some((command.name_span(), what, instead))
    })
}

/// `ln -sf /bin/bash /bin/sh`, or anything else that puts another shell there.
fn links_shell(command: &Command) -> bool {
    let names_shell = || command.arguments().iter().any(|word| matches!(&*word.text, "/bin/sh" | "dash" | "sh" | "/usr/bin/sh"));
    matches!(command.name(), "ln" | "mv" | "cp" | "update-alternatives" | "dpkg-reconfigure") && names_shell()
}
