//! The final image has no HEALTHCHECK.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "healthcheck-missing",
    severity: Severity::Hint,
    aliases: &["CIS-DI-0006", "CKV_DOCKER_2", "DL3057", "DS-0026"],
    profiles: &[Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/healthcheck-missing.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let Some(last) = context.final_stage().filter(|_| !context.options.dev_image) else { return };
    let shipped = context.shipped();
    let items = || shipped.iter().flat_map(|stage| context.model.stage_items(context.file, stage));
    let starts = items().any(|item| matches!(item.keyword, Keyword::Cmd | Keyword::Entrypoint));
    if !starts || last.config.healthcheck.is_some() || items().any(|item| item.keyword == Keyword::Healthcheck) {
        return;
    }
    let item = &context.file.items()[last.from];
    let span = item.instruction.words().first().map_or(item.instruction.keyword_span, |word| word.span);
    out.push(RULE.finding(item.absolute(span), "nothing tells Docker whether the program in this image still works; add a HEALTHCHECK"));
}
