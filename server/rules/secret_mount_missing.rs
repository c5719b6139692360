//! A RUN that reads a secret which is not mounted.

use super::lines::add_flag;
use super::mount_targets::mount_targets;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "secret-mount-missing",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/secret-mount-missing.md"),
    check: Check::File(check),
};

const FOLDER: &str = "/run/secrets/";

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        let mut told: Vec<String> = Vec::new();
        // Whoever tests for the file reckons with its absence.
        let tested = run.script.commands.iter().any(|command| command.name() == "[" || command.name() == "test" || command.conditional);
        if tested || !run.item.instruction.heredocs.is_empty() {
            continue;
        }
        for word in run.script.commands.iter().flat_map(|command| command.words.iter().chain(command.redirects.iter().map(|redirect| &redirect.target))) {
            let Some(rest) = word.literal().and_then(|text| text.strip_prefix(FOLDER)) else { continue };
            let id: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')).collect();
            let path = format!("{FOLDER}{id}");
            let mounted = mount_targets(context, &run).any(|mount| mount.field(&["id"]) == Some(&id) || mount.covers(&path) || mount.target.is_none() && mount.kind == "secret" && mount.field(&["id"]).is_none());
            if id.is_empty() || mounted || told.contains(&id) || rest != id {
                continue;
            }
            let message = format!("nothing is mounted at `{path}`: add --mount=type=secret,id={id}");
            let fix = Fix::review("Mount the secret", vec![add_flag(run.item, &format!("--mount=type=secret,id={id}"))]);
            out.push(RULE.finding(run.item.absolute(word.span), message).severity(Severity::Warning).fix(fix));
            told.push(id);
        }
    }
}
