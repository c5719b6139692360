//! A variable in `--from` or in a mount's `from=`.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::stage::{ReferencePlace, Target};

/// See the page.
pub static RULE: Rule = Rule {
    id: "invalid-onbuild-copy-from",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/invalid-onbuild-copy-from.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for reference in context.model.references.iter().filter(|reference| reference.target == Target::Variable) {
        // BuildKit asks for a dollar with something behind it.
        if reference.place == ReferencePlace::Mount && reference.text.ends_with('$') && reference.text.matches('$').count() == 1 {
            continue;
        }
        let span = context.file.items()[reference.item].absolute(reference.span);
        let message = format!("variables are not expanded here; add a stage `FROM {} AS …` and name that", reference.text);
        out.push(RULE.refusal(span, message));
    }
}
