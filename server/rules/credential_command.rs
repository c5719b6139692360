//! A command that stores credentials in the image.

use super::mount_targets::mount_targets;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::knowledge::secrets::is_secret_name;
use crate::model::artifacts::option_value;
use crate::syntax::{Command, ShellWord};

/// See the page.
pub static RULE: Rule = Rule {
    id: "credential-command",
    severity: Severity::Error,
    aliases: &["DS-0031"],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/credential-command.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        let mounted = mount_targets(context, &run).any(|mount| matches!(mount.kind.as_str(), "secret" | "ssh"));
        for command in run.script.commands.iter().filter(|_| !mounted) {
            let Some((word, what)) = credential(command) else { continue };
            let removed = run.script.commands.iter().any(|later| later.span.start > command.span.start && (later.name() == "rm" || later.has("logout")));
            // A secret that comes from a build argument is told where it is read.
            if removed || word.text.is_empty() || word.variables().any(is_secret_name) {
                continue;
            }
            let message = format!("{what} keeps this credential in the layer, and the history of the image shows it; mount it as a secret");
            out.push(RULE.finding(run.item.absolute(word.span), message));
        }
    }
}

/// The word that holds the credential, and what stores it.
fn credential(command: &Command) -> Option<(ShellWord, &'static str)> {
    let words: Vec<&str> = command.argv().iter().map(|word| &*word.text).collect();
    let option = |names: &[&str]| option_value(command.arguments(), names);
    let last = || command.arguments().last().cloned();
    match &*words {
        ["docker" | "podman" | "buildah", "login", ..] => Some((option(&["-p", "--password"])?, "the login")),
        ["az", "login", ..] => Some((option(&["-p", "--password"])?, "the login")),
        ["doctl", "auth", "init", ..] => Some((option(&["-t", "--access-token"])?, "doctl")),
        ["helm", "repo", "add", ..] => Some((option(&["--password"])?, "helm")),
        ["aws", "configure", "set", key, ..] if matches!(*key, "aws_secret_access_key" | "aws_session_token") => Some((last()?, "aws")),
        ["npm" | "yarn" | "pnpm", "config", "set", rest @ ..] if rest.iter().any(|word| word.contains("_authToken") || word.contains("_auth") || word.contains("_password")) => {
            let at = command.arguments().iter().position(|word| word.text.contains("_auth") || word.text.contains("_password"))?;
            let inline = command.arguments()[at].text.contains('=');
            Some((command.arguments().get(if inline { at } else { at + 1 })?.clone(), "npm"))
        }
        ["composer", "config", ..] => {
            let at = command.arguments().iter().position(|word| word.text.starts_with("http-basic.") || word.text.starts_with("github-oauth."))?;
            Some((command.arguments().get(at + 1..)?.last()?.clone(), "composer"))
        }
        _ => None,
    }
}
