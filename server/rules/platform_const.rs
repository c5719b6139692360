//! A constant `--platform` in FROM.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::platform::Platform;

/// See the page.
pub static RULE: Rule = Rule {
    id: "platform-const",
    severity: Severity::Information,
    aliases: &["DL3029", "buildkit/FromPlatformFlagConstDisallowed"],
    profiles: &[Profile::Strict, Profile::Buildkit, Profile::Hadolint],
    docs: include_str!("../../docs/rules/platform-const.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for stage in &context.model.stages {
        let item = &context.file.items()[stage.from];
        let Some(flag) = item.instruction.flag("platform") else { continue };
        let Some(value) = flag.value.as_ref().filter(|value| !value.text.is_empty() && !value.text.contains('$')) else { continue };
        let Some(platform) = Platform::parse(&value.text) else { continue };
        // A stage that has the platform in its name is built for it on purpose.
        if stage.name().is_some_and(|name| name.contains(&platform.os) || name.contains(&platform.architecture)) {
            continue;
        }
        let message = format!("the stage is always built for {}, whatever platform the build asks for", value.text);
        out.push(RULE.finding(item.absolute(flag.word.span), message));
    }
}
