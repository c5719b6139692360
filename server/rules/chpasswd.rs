//! A password that is set in the build.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::{Command, ShellWord};

/// See the page.
pub static RULE: Rule = Rule {
    id: "chpasswd",
    severity: Severity::Warning,
    aliases: &["CKV2_DOCKER_17", "DKL-LI-0001"],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/chpasswd.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        for command in &run.script.commands {
            let Some((word, what)) = sets(command) else { continue };
            out.push(RULE.finding(run.item.absolute(word.span), format!("{what}; containers need no passwords, and `USER` changes the user without one")));
        }
    }
}

fn sets(command: &Command) -> Option<(&ShellWord, &'static str)> {
    let program = command.argv().first()?;
    let option = |names: &[&str]| command.arguments().iter().find(|word| names.contains(&&*word.text));
    match command.name() {
        "chpasswd" => Some((program, "this sets a password that everybody with the image has")),
        "passwd" => option(&["-d", "--delete"]).map(|word| (word, "this lets everybody log in without a password")),
        "useradd" | "usermod" => option(&["-p", "--password"]).map(|word| (word, "this sets a password that everybody with the image has")),
        _ => None,
    }
}
