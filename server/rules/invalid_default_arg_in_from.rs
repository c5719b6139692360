//! A base image whose name is empty or malformed with the default arguments.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::knowledge::image_reference::ImageReference;
use crate::model::stage::Base;
use crate::model::variable::Origin;

/// See the page.
pub static RULE: Rule = Rule {
    id: "invalid-default-arg-in-from",
    severity: Severity::Warning,
    aliases: &["buildkit/InvalidDefaultArgInFrom"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/invalid-default-arg-in-from.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for stage in &context.model.stages {
        let item = &context.file.items()[stage.from];
        let Some(word) = item.instruction.words().first() else { continue };
        // BuildKit gives up on this check at the first name that cannot be expanded.
        let Some(name) = context.model.expanded(stage.from, word) else { return };
        // What is wrong whatever the arguments has an error of its own.
        if matches!(stage.base, Base::Invalid(..) | Base::Blank) || ImageReference::parse(&name.text).is_ok() {
            continue;
        }
        let what = if name.text.is_empty() { "empty".to_owned() } else { format!("`{}`, which is not a valid image name", name.text) };
        let mut finding = RULE.finding(item.absolute(word.span), format!("without build arguments this is {what}"));
        for found in context.model.uses.iter().filter(|found| found.item == stage.from) {
            if let Some(Origin::Definition(index)) = found.origin {
                let definition = &context.model.definitions[index];
                finding = finding.related(context.file.items()[definition.item].absolute(definition.span), "has no default value");
            }
        }
        out.push(finding);
    }
}
