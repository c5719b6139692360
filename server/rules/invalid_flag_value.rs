//! A flag without its value, or with one that is not allowed.

use super::{Check, Finding, Profile, Rule, Severity};
use crate::syntax::{Flag, FlagKind, Instruction, Keyword};

/// See the page.
pub static RULE: Rule = Rule {
    id: "invalid-flag-value",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/invalid-flag-value.md"),
    check: Check::Local(check),
};

fn check(instruction: &Instruction, out: &mut Vec<Finding>) {
    if instruction.keyword == Keyword::Healthcheck {
        // Health checks have a rule of their own, which knows durations.
        return;
    }
    for flag in &instruction.flags {
        let Some(spec) = instruction.keyword.flags().iter().find(|spec| spec.name == &*flag.name) else { continue };
        let problem = match (spec.kind, &flag.value) {
            (FlagKind::Value | FlagKind::List, None) => Some(format!("`--{0}` needs a value: `--{0}=…`", flag.name)),
            (FlagKind::Switch, Some(value)) if !matches!(value.text.to_ascii_lowercase().as_str(), "true" | "false" | "") => {
                Some(format!("`--{}` is either true or false, not `{}`", flag.name, value.text))
            }
            _ => run_flag(instruction, flag),
        };
        if let Some(message) = problem {
            out.push(RULE.refusal(flag.value.as_ref().filter(|value| !value.span.is_empty()).map_or(flag.word.span, |value| value.span), message));
        }
    }
}

fn run_flag(instruction: &Instruction, flag: &Flag) -> Option<String> {
    let value = &*flag.value.as_ref()?.text;
    if instruction.keyword != Keyword::Run {
        return None;
    }
    match &*flag.name {
        "network" if !matches!(value, "none" | "default" | "host") => Some(format!("`--network` is one of none, default and host, not `{value}`")),
        "security" if !matches!(value, "insecure" | "sandbox") => Some(format!("`--security` is insecure or sandbox, not `{value}`")),
        "mount" | "device" if value.is_empty() => Some(format!("`--{}` needs a value", flag.name)),
        _ => None,
    }
}
