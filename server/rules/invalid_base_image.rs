//! A base image whose name cannot be one, whatever the build arguments.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::knowledge::image_reference::{ImageReference, ReferenceError};
use crate::model::stage::Base;

/// See the page.
pub static RULE: Rule = Rule {
    id: "invalid-base-image",
    severity: Severity::Error,
    aliases: &["buildkit/InvalidDefaultArgInFrom"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/invalid-base-image.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for stage in &context.model.stages {
        let item = &context.file.items()[stage.from];
        let Some(word) = item.instruction.words().first() else { continue };
        let span = item.absolute(word.span);
        match &stage.base {
            Base::Blank => out.push(RULE.refusal(span, format!("the image name `{}` is empty", word.text))),
            Base::Invalid(name, error) => {
                let stage_named = context.model.stages[..stage.index].iter().find(|other| other.name() == Some(&name.to_lowercase()));
                let finding = RULE.refusal(span, format!("`{name}` {}", error.reason()));
                // A name that comes from a build argument is not the file's to change.
                let stage_named = stage_named.filter(|_| *word.text == **name && word.is_plain_source());
                out.push(match stage_named.and_then(|other| other.name.as_ref().map(|name| (other, name))) {
                    Some((other, stage_name)) => finding
                        .related(context.file.items()[other.from].absolute(stage_name.span), "FROM finds this stage by its name in lower case only")
                        .fix(Fix::safe(format!("Write {}", stage_name.name), vec![replace(span, &*stage_name.name)])),
                    None => finding.maybe_fix(lower_case(name, *error, &word.text).map(|fixed| Fix::review("Write it in lower case", vec![replace(span, fixed)]))),
                });
            }
            _ => {}
        }
    }
}

fn lower_case(name: &str, error: ReferenceError, written: &str) -> Option<String> {
    let lower = name.to_lowercase();
    (error == ReferenceError::NotLowercase && name == written && ImageReference::parse(&lower).is_ok()).then_some(lower)
}
