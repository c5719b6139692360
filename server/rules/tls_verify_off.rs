//! A download that does not check who it comes from.

use super::{Check, Context, Finding, Profile, Rule, Run, Severity};
use crate::syntax::{Command, Keyword};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "tls-verify-off",
    severity: Severity::Warning,
    aliases: &["CKV2_DOCKER_12", "CKV2_DOCKER_13", "CKV2_DOCKER_14", "CKV2_DOCKER_15", "CKV2_DOCKER_16", "CKV2_DOCKER_2", "CKV2_DOCKER_3", "CKV2_DOCKER_4", "CKV2_DOCKER_5", "CKV2_DOCKER_6"],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/tls-verify-off.md"),
    check: Check::File(check),
};

/// Program, option, Checkov's id.
const OPTIONS: [(&str, &str, &[&str]); 7] = [
    ("curl", "-k", &["CKV2_DOCKER_2"]),
    ("curl", "--insecure", &["CKV2_DOCKER_2"]),
    ("curl", "--proxy-insecure", &["CKV2_DOCKER_2"]),
    ("wget", "--no-check-certificate", &["CKV2_DOCKER_3"]),
    ("pip", "--trusted-host", &["CKV2_DOCKER_4"]),
    ("pip3", "--trusted-host", &["CKV2_DOCKER_4"]),
    ("aws", "--no-verify-ssl", &[]),
];

/// Variable, the value that switches the check off (empty: any value), Checkov's id.
const VARIABLES: [(&str, &str, &[&str]); 7] = [
    ("PYTHONHTTPSVERIFY", "0", &["CKV2_DOCKER_5"]),
    ("NODE_TLS_REJECT_UNAUTHORIZED", "0", &["CKV2_DOCKER_6"]),
    ("NPM_CONFIG_STRICT_SSL", "false", &["CKV2_DOCKER_12"]),
    ("npm_config_strict_ssl", "false", &["CKV2_DOCKER_12"]),
    ("PIP_TRUSTED_HOST", "", &["CKV2_DOCKER_15"]),
    ("GIT_SSL_NO_VERIFY", "", &[]),
    ("GONOSUMCHECK", "", &[]),
];

fn check(context: &Context, out: &mut Vec<Finding>) {
    for (_, item) in context.items().filter(|(_, item)| item.keyword == Keyword::Env) {
        for pair in item.instruction.pairs() {
            let found = variable(&pair.key.text, pair.value.text.trim_matches(['"', '\'']));
            out.extend(found.map(|aliases| finding(item.absolute(pair.key.span), &pair.key.text).aliased(aliases)));
        }
    }
    for run in context.runs() {
        for command in &run.script.commands {
            look_at(&run, command, out);
        }
    }
}

fn finding(span: Span, what: &str) -> Finding {
    let message = format!("`{what}` accepts whatever a server sends that pretends to be the right one; install the certificate that is missing instead");
    RULE.finding(span, message)
}

fn look_at(run: &Run, command: &Command, out: &mut Vec<Finding>) {
    let name = command.name();
    let local = command.arguments().iter().any(|word| is_local(&word.text));
    for word in command.arguments().iter().filter(|_| !local) {
        let option = word.text.split('=').next().unwrap_or_default();
        let clustered = name == "curl" && option.starts_with('-') && !option.starts_with("--") && is_cluster(&option[1..]);
        let known = OPTIONS.iter().find(|(program, known, _)| *program == name && (*known == option || (clustered && *known == "-k")));
        if let Some((_, known, aliases)) = known {
            out.push(finding(run.item.absolute(word.span), known).aliased(aliases));
        }
    }
    for assignment in &command.assignments {
        let value = assignment.value.as_ref().map_or("", |value| &*value.text);
        out.extend(variable(&assignment.name, value).map(|aliases| finding(run.item.absolute(assignment.span), &assignment.name).aliased(aliases)));
    }
    if let Some((what, aliases)) = setting(command) {
        out.push(finding(run.item.absolute(command.span), what).aliased(aliases));
    }
}

/// A command that changes a tool's configuration.
fn setting(command: &Command) -> Option<(&'static str, &'static [&'static str])> {
    let words: Vec<String> = command.arguments().iter().map(|word| word.text.to_ascii_lowercase()).collect();
    let has = |key: &str, values: &[&str]| {
        let joined = words.iter().any(|word| word.split_once('=').is_some_and(|(name, value)| name == key && values.contains(&value)));
        joined || words.windows(2).any(|two| two[0] == key && values.contains(&&*two[1]))
    };
    match command.name() {
        "npm" | "yarn" | "pnpm" if words.first().is_some_and(|word| word == "config") && has("strict-ssl", &["false"]) => {
            Some(("strict-ssl false", &["CKV2_DOCKER_13"]))
        }
        "git" if has("http.sslverify", &["false", "0"]) => Some(("http.sslVerify false", &["CKV2_DOCKER_14"])),
        "yum" | "dnf" if words.iter().any(|word| word.ends_with("sslverify=0") || word.ends_with("sslverify=false")) => {
            Some(("sslverify=0", &["CKV2_DOCKER_16"]))
        }
        _ => None,
    }
}

/// Letters of curl's short options without a value up to the one, so that `-sSLk` is told from `-okey`.
fn is_cluster(letters: &str) -> bool {
    letters.contains('k') && letters.chars().take_while(|c| *c != 'k').all(|c| "sSLfvigIOJjlNaGq46#".contains(c))
}

fn is_local(word: &str) -> bool {
    ["://localhost", "://127.", "://host.docker.internal"].iter().any(|part| word.contains(part))
}

fn variable(name: &str, value: &str) -> Option<&'static [&'static str]> {
    let (_, off, aliases) = VARIABLES.iter().find(|(known, ..)| *known == name)?;
    let switched_off = if off.is_empty() { !matches!(value, "" | "0" | "false") } else { value.eq_ignore_ascii_case(off) };
    switched_off.then_some(*aliases)
}
