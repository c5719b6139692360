//! A secret in ARG or ENV.

use super::secret_mounts::use_secret_mount;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::knowledge::secrets::{is_fingerprint, is_harmless_value, is_secret_name, is_secret_name_for_buildkit, tokens};
use crate::syntax::{Keyword, Word};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "secret-in-arg-env",
    severity: Severity::Warning,
    aliases: &["CIS-DI-0010", "DL3064", "DS-0031", "S6472", "buildkit/SecretsUsedInArgOrEnv"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit, Profile::Hadolint],
    docs: include_str!("../../docs/rules/secret-in-arg-env.md"),
    check: Check::File(check),
};

/// The aliases for names that BuildKit does not mind.
const WITHOUT_BUILDKIT: &[&str] = &["CIS-DI-0010", "DL3064", "DS-0031", "S6472"];

/// A variable that an instruction sets.
struct Setting<'a> {
    name: &'a str,
    span: Span,
    /// The text behind the equals sign; none for an ARG that has to be given.
    value: Option<&'a str>,
}

fn check(context: &Context, out: &mut Vec<Finding>) {
    let shipped = context.shipped();
    for (index, item) in context.items() {
        let Some(stage) = context.model.stage_at(index) else { continue };
        let instruction = &*item.instruction;
        match item.keyword {
            Keyword::Arg => {
                for word in instruction.words() {
                    let (name, value) = word.text.split_once('=').map_or((&*word.text, None), |(name, value)| (name, Some(value)));
                    let span = item.absolute(instruction.span_in(word, 0..name.len()));
                    let found = judge(&Setting { name, span, value }, Keyword::Arg, true);
                    out.extend(found.map(|finding| finding.maybe_fix(use_secret_mount(context, stage, item, name))));
                }
            }
            Keyword::Env => {
                for pair in instruction.pairs() {
                    let name = expanded(context, index, &pair.key);
                    let value = expanded(context, index, &pair.value);
                    let written = if is_fingerprint(&value) { &*value } else { &*pair.value.text };
                    let setting = Setting { name: &name, span: item.absolute(pair.key.span), value: Some(written) };
                    out.extend(judge(&setting, Keyword::Env, shipped.iter().any(|one| one.index == stage.index)));
                }
            }
            _ => {}
        }
    }
}

fn judge(setting: &Setting, keyword: Keyword, shipped: bool) -> Option<Finding> {
    let (ours, theirs) = (is_secret_name(setting.name), is_secret_name_for_buildkit(setting.name));
    if !ours && !theirs {
        return None;
    }
    let keeps = match keyword {
        Keyword::Arg => "build arguments can be read in the image's history",
        _ if shipped => "ENV is stored in the image for everybody who can pull it",
        _ => "ENV of a build stage is stored in the build cache",
    };
    let message = format!("`{}` looks like a secret, and {keeps}; use RUN --mount=type=secret", setting.name);
    let finding = RULE.finding(setting.span, message);
    let finding = if theirs { finding } else { finding.aliased(WITHOUT_BUILDKIT) };
    if !ours || setting.value.is_some_and(is_fingerprint) {
        // It only has to do with a secret, such as a key's alias, or tells which public key is meant.
        return Some(finding.only(&[Profile::Buildkit]));
    }
    if setting.value.is_some_and(|value| !tokens(value).is_empty()) {
        // Another rule points at the token itself.
        return Some(finding.only(&[Profile::Buildkit, Profile::Hadolint]));
    }
    let severity = match setting.value {
        None | Some("" | "\"\"" | "''") if keyword == Keyword::Arg => Severity::Warning,
        Some(value) if is_harmless_value(value) => Severity::Information,
        _ if !shipped => Severity::Information,
        Some(value) if is_strong(value) => Severity::Error,
        _ => Severity::Warning,
    };
    Some(finding.severity(severity))
}

/// A value that nobody would make up as a default: long, and of letters and digits.
fn is_strong(value: &str) -> bool {
    let value = value.trim_matches(['"', '\'']);
    value.len() >= 10 && value.contains(|c: char| c.is_ascii_digit()) && value.contains(|c: char| c.is_ascii_alphabetic()) && !value.contains(' ')
}

fn expanded(context: &Context, item: usize, word: &Word) -> String {
    context.model.expanded(item, word).map_or_else(|| word.text.to_string(), |value| value.text.into_owned())
}
