//! ENV that switches debugging on in the final image.

use super::bases::is_for_development;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::knowledge::settings::debug_setting;
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "debug-env",
    severity: Severity::Information,
    aliases: &["S4507"],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/debug-env.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for (index, item) in context.items().filter(|(_, item)| item.keyword == Keyword::Env) {
        let Some(stage) = context.model.stage_at(index) else { continue };
        for pair in item.instruction.pairs() {
            let Some(value) = context.model.expanded(index, &pair.value).filter(|value| value.certain) else { continue };
            let Some(setting) = debug_setting(&pair.key.text, &value.text) else { continue };
            if context.is_shipped(stage) && !is_for_development(stage) && !context.final_stage().is_some_and(is_for_development) && !context.options.dev_image {
                let message = format!("with this value of `{}`, {}", pair.key.text, setting.what);
                out.push(RULE.finding(item.absolute(pair.key.span), message));
            }
        }
    }
}
