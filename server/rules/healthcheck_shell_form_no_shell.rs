//! HEALTHCHECK in shell form in an image without a shell.

use super::exec_form::{exec_form_of, shifted};
use super::shells::base_without_shell;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::{Arguments, Keyword};

/// See the page.
pub static RULE: Rule = Rule {
    id: "healthcheck-shell-form-no-shell",
    severity: Severity::Error,
    aliases: &["DL3025"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/healthcheck-shell-form-no-shell.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for stage in &context.model.stages {
        let items = stage.items.clone().zip(context.model.stage_items(context.file, stage));
        // Only the last one of a stage counts.
        let Some((index, item)) = items.rev().find(|(_, item)| item.keyword == Keyword::Healthcheck) else { continue };
        let Arguments::Check(_, command) = &item.instruction.arguments else { continue };
        let Arguments::Text(text) = &**command else { continue };
        let program = text.text.split_whitespace().next().unwrap_or_default();
        let Some(base) = base_without_shell(context, stage, index, program) else { continue };
        let message = format!("shell form needs `/bin/sh`, which `{base}` does not have, so the container is never healthy");
        let fix = exec_form_of(text).map(|fix| shifted(fix, item.start));
        out.push(RULE.finding(item.absolute(text.span), message).maybe_fix(fix));
    }
}
