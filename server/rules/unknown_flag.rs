//! A flag that the instruction does not have, or has twice.

use super::rule::replace;
use super::suggest::nearest;
use super::{Check, Finding, Fix, Profile, Rule, Severity};
use crate::syntax::{FlagKind, Instruction, Keyword};

/// See the page.
pub static RULE: Rule = Rule {
    id: "unknown-flag",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/unknown-flag.md"),
    check: Check::Local(check),
};

fn check(instruction: &Instruction, out: &mut Vec<Finding>) {
    if instruction.keyword == Keyword::Unknown || ignores_flags(instruction) {
        return;
    }
    let known = instruction.keyword.flags();
    let mut seen: Vec<&str> = Vec::new();
    for flag in &instruction.flags {
        let name = &*flag.name;
        let keyword = instruction.keyword.name();
        match known.iter().find(|spec| spec.name == name) {
            None => {
                let meant = nearest(name, known.iter().map(|spec| spec.name));
                let hint = meant.map_or(String::new(), |meant| format!("; did you mean `--{meant}`?"));
                let fix = meant.filter(|_| flag.word.is_plain_source()).map(|meant| Fix::review(format!("Change to `--{meant}`"), vec![replace(flag.name_span, format!("--{meant}"))]));
                out.push(RULE.refusal(flag.name_span, format!("{keyword} has no flag `--{name}`{hint}")).maybe_fix(fix).frontend_decides());
            }
            Some(spec) if spec.kind != FlagKind::List && seen.contains(&name) => {
                out.push(RULE.refusal(flag.word.span, format!("`--{name}` is given twice")));
            }
            Some(_) => seen.push(name),
        }
    }
}

/// BuildKit does not look at the flags of `HEALTHCHECK NONE` at all.
fn ignores_flags(instruction: &Instruction) -> bool {
    instruction.keyword == Keyword::Healthcheck
        && matches!(&instruction.arguments, crate::syntax::Arguments::Check(kind, _) if kind.text.eq_ignore_ascii_case("none"))
}
