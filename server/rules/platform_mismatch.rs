//! A base image that does not exist for the platform that FROM asks for.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::knowledge::images;
use crate::model::platform::Platform;
use crate::model::stage::Base;

/// See the page.
pub static RULE: Rule = Rule {
    id: "platform-mismatch",
    severity: Severity::Warning,
    aliases: &["buildkit/InvalidBaseImagePlatform"],
    profiles: &[Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/platform-mismatch.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for stage in &context.model.stages {
        let Base::Image(image) = &stage.base else { continue };
        let item = &context.file.items()[stage.from];
        let Some(value) = item.instruction.flag("platform").and_then(|flag| flag.value.as_ref()) else { continue };
        let Some(platform) = context.model.expanded(stage.from, value).filter(|value| value.certain).and_then(|value| Platform::parse(&value.text)) else { continue };
        // Which architectures an image has only its registry knows; the operating system is in the table.
        let Some(os) = images::family(image).and_then(|family| family.os.as_deref()) else { continue };
        if os != platform.os {
            out.push(RULE.finding(item.absolute(value.span), format!("`{}` is a {os} image, so there is none for {}", image.name(), value.text)));
        }
    }
}
