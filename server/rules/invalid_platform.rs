//! `--platform` with something that is no platform.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::platform::Platform;

/// See the page.
pub static RULE: Rule = Rule {
    id: "invalid-platform",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/invalid-platform.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for stage in &context.model.stages {
        let item = &context.file.items()[stage.from];
        let Some(value) = item.instruction.flag("platform").and_then(|flag| flag.value.as_ref()) else { continue };
        if value.text.is_empty() {
            continue;
        }
        let Some(platform) = context.model.expanded(stage.from, value).filter(|platform| platform.without_input) else { continue };
        if platform.text.is_empty() {
            out.push(RULE.refusal(item.absolute(value.span), format!("the platform `{}` is empty", value.text)));
        } else if Platform::parse(&platform.text).is_none() {
            out.push(RULE.refusal(item.absolute(value.span), format!("`{}` is no platform; write it like linux/amd64", platform.text)));
        }
    }
}
