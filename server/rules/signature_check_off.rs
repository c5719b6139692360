//! Packages that are installed without a check of their signature.

use super::{Check, Context, Finding, Profile, Rule, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "signature-check-off",
    severity: Severity::Warning,
    aliases: &["CKV2_DOCKER_10", "CKV2_DOCKER_11", "CKV2_DOCKER_7", "CKV2_DOCKER_8", "CKV2_DOCKER_9"],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/signature-check-off.md"),
    check: Check::File(check),
};

/// Programs, option, Checkov's id.
const OPTIONS: [(&[&str], &str, &[&str]); 11] = [
    (&["apk"], "--allow-untrusted", &["CKV2_DOCKER_8"]),
    (&["apt-get", "apt"], "--allow-unauthenticated", &["CKV2_DOCKER_7"]),
    (&["apt-get", "apt"], "--force-yes", &["CKV2_DOCKER_11"]),
    (&["yum", "dnf", "tdnf", "microdnf"], "--nogpgcheck", &["CKV2_DOCKER_9"]),
    (&["yum", "dnf", "tdnf", "microdnf"], "--no-gpgchecks", &["CKV2_DOCKER_9"]),
    (&["rpm"], "--nodigest", &["CKV2_DOCKER_10"]),
    (&["rpm"], "--nosignature", &["CKV2_DOCKER_10"]),
    (&["rpm"], "--noverify", &["CKV2_DOCKER_10"]),
    (&["rpm"], "--nofiledigest", &["CKV2_DOCKER_10"]),
    (&["zypper"], "--no-gpg-checks", &[]),
    (&["zypper"], "--no-gpg-check", &[]),
];

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        let commands = &run.script.commands;
        // A sum that is checked in the same RUN vouches for the file.
        let checks = |word: &str| matches!(word, "-c" | "--check");
        let vouched = commands.iter().any(|command| command.name().ends_with("sum") && command.arguments().iter().any(|word| checks(&word.text)));
        for command in commands.iter().filter(|_| !vouched) {
            for word in command.arguments() {
                let known = OPTIONS.iter().find(|(programs, option, _)| programs.contains(&command.name()) && word.is(option));
                if let Some((_, option, aliases)) = known {
                    let message = format!("`{option}` installs packages that anybody may have made; add the key of their maker instead");
                    out.push(RULE.finding(run.item.absolute(word.span), message).aliased(aliases));
                }
            }
        }
    }
}
