//! ONBUILD with an instruction that cannot be a trigger.

use super::{Check, Finding, Profile, Rule, Severity};
use crate::syntax::{Instruction, Keyword};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "onbuild-invalid-trigger",
    severity: Severity::Error,
    aliases: &["DL3043"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit, Profile::Hadolint],
    docs: include_str!("../../docs/rules/onbuild-invalid-trigger.md"),
    check: Check::Local(check),
};

fn check(instruction: &Instruction, out: &mut Vec<Finding>) {
    if instruction.keyword != Keyword::Onbuild || instruction.rest.is_empty() {
        return;
    }
    let text = instruction.rest_text();
    let length = text.find(char::is_whitespace).unwrap_or(text.len());
    let span: Span = instruction.line.source_span(instruction.rest.start..instruction.rest.start + length);
    match Keyword::parse(&text[..length]) {
        Keyword::Onbuild => out.push(RULE.refusal(span, "ONBUILD cannot be chained")),
        Keyword::From | Keyword::Maintainer => {
            out.push(RULE.refusal(span, format!("{} cannot be stored with ONBUILD", text[..length].to_uppercase())));
        }
        // BuildKit stores it unread; only a build from this image fails.
        Keyword::Unknown => out.push(RULE.finding(span, format!("`{}` is no instruction: every build from this image will fail", &text[..length])).severity(Severity::Warning)),
        _ => {}
    }
}
