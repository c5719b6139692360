//! A stage that copies from itself.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::stage::{ReferencePlace, Target};

/// See the page.
pub static RULE: Rule = Rule {
    id: "copy-from-self",
    severity: Severity::Error,
    aliases: &["DL3023", "DS-0006"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit, Profile::Hadolint],
    docs: include_str!("../../docs/rules/copy-from-self.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for reference in &context.model.references {
        if reference.target == Target::Stage(reference.stage) && reference.place != ReferencePlace::From {
            let item = &context.file.items()[reference.item];
            let message = format!("`{}` is the stage that this instruction belongs to", reference.text);
            out.push(RULE.refusal(item.absolute(reference.span), message));
        }
    }
}
