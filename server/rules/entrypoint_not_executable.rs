//! A script that cannot be started as it is in the folder.

use super::entry_scripts::entry_script;
use super::{Check, Context, Finding, Profile, Rule, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "entrypoint-not-executable",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/entrypoint-not-executable.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let Some(script) = entry_script(context).filter(|script| !may_be_mended(context, script.copy, &script.target)) else { return };
    let Some(first) = script.text.split_inclusive('\n').next() else { return };
    let why = if first.starts_with("#!") && first.ends_with("\r\n") {
        "its first line ends in a carriage return, which the kernel takes for a part of the interpreter's name"
    } else if first.starts_with('\u{feff}') {
        "it begins with a byte order mark, so the kernel does not see the `#!`"
    } else if !first.starts_with("#!") && script.target.ends_with(".sh") {
        "it does not begin with `#!` and the interpreter, which the exec form needs"
    } else {
        return;
    };
    out.push(RULE.finding(script.span, format!("`{}` cannot be started: {why}", script.target)));
}

/// Whether a later RUN does something with it, such as taking out the carriage returns.
fn may_be_mended(context: &Context, copy: usize, target: &str) -> bool {
    let name = target.rsplit('/').next().unwrap_or_default();
    let later = context.runs_of(&context.shipped()).filter(|run| run.index > copy);
    let mends = |name: &str| matches!(name, "sed" | "dos2unix" | "tr" | "perl" | "mv" | "cp");
    later.into_iter().any(|run| run.script.commands.iter().any(|command| mends(command.name())) && (run.item.instruction.text.contains(name) || run.item.instruction.text.contains('*')))
}
