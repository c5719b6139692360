//! A keyword that BuildKit does not know.

use super::rule::replace;
use super::suggest::nearest;
use super::{Check, Finding, Fix, Profile, Rule, Severity};
use crate::syntax::{Instruction, KEYWORDS, Keyword};

/// See the page.
pub static RULE: Rule = Rule {
    id: "unknown-instruction",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/unknown-instruction.md"),
    check: Check::Local(check),
};

fn check(instruction: &Instruction, out: &mut Vec<Finding>) {
    if instruction.keyword != Keyword::Unknown {
        return;
    }
    let word = instruction.keyword_text();
    let meant = nearest(word, KEYWORDS.iter().map(|(name, _)| *name));
    let message = match meant {
        Some(name) => format!("unknown instruction `{word}`; did you mean `{name}`?"),
        None => format!("unknown instruction `{}`", shortened(word)),
    };
    let fix = meant.map(|name| Fix::review(format!("Change to `{name}`"), vec![replace(instruction.keyword_span, name)]));
    out.push(RULE.refusal(instruction.keyword_span, message).maybe_fix(fix).frontend_decides());
}

/// Whatever stands at the start of a line can be the "keyword": a message is no place for all of it.
fn shortened(word: &str) -> String {
    const LONGEST: usize = 40;
    if word.chars().count() <= LONGEST { word.to_owned() } else { word.chars().take(LONGEST).chain(['…']).collect() }
}
