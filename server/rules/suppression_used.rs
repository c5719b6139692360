//! A comment that silences findings.

use super::{Check, Context, Finding, Profile, Rule, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "suppression-used",
    severity: Severity::Hint,
    aliases: &["DL1001"],
    profiles: &[Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/suppression-used.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for span in context.file.comments() {
        let line = context.file.source().slice(*span);
        let Some(body) = line.trim_start().strip_prefix('#').map(str::trim) else { continue };
        let words: Vec<&str> = body.split_whitespace().collect();
        let (tool, rest) = words.split_first().map_or(("", ""), |(first, rest)| (*first, rest.first().copied().unwrap_or_default()));
        let ours = tool == "stagewright" && rest.starts_with("ignore");
        let hadolint = tool == "hadolint" && (body.contains("ignore=") || body.contains("ignore ="));
        let check = body.split_once('=').is_some_and(|(key, value)| key.trim().eq_ignore_ascii_case("check") && value.contains("skip="));
        if ours || hadolint || check {
            out.push(RULE.finding(*span, "this comment silences findings; see whether it is still needed"));
        }
    }
}
