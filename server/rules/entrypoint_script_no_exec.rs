//! A script as entrypoint that stays in front of the program.

use super::entry_scripts::entry_script;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "entrypoint-script-no-exec",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/entrypoint-script-no-exec.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let Some(script) = entry_script(context) else { return };
    let is_entrypoint = context.file.items()[script.item].keyword == Keyword::Entrypoint;
    let lines = || script.text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    // Only a shell's script can step aside, and the last line tells what it was there for.
    let is_shell = script.text.lines().next().is_some_and(|line| line.starts_with("#!") && line.trim_end().ends_with("sh"));
    let passes_on = |line: &str| ["\"$@\"", "$@", "\"${@}\"", "$*"].contains(&line);
    let hands_over = lines().any(|line| line.split(|c: char| c.is_whitespace() || c == ';').any(|word| matches!(word, "exec" | "trap" | "wait")));
    if !is_entrypoint || !is_shell || hands_over || !lines().next_back().is_some_and(passes_on) {
        return;
    }
    let message = format!("`{}` runs the command without `exec`, so the shell stays process 1 and signals do not reach the program", script.target);
    out.push(RULE.finding(script.span, message));
}
