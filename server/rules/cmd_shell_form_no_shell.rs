//! CMD or ENTRYPOINT in shell form in an image without a shell.

use super::exec_form::{exec_form, shifted};
use super::shells::base_without_shell;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::{Arguments, Keyword};

/// See the page.
pub static RULE: Rule = Rule {
    id: "cmd-shell-form-no-shell",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/cmd-shell-form-no-shell.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for stage in &context.model.stages {
        let items = context.model.stage_items(context.file, stage);
        for keyword in [Keyword::Entrypoint, Keyword::Cmd] {
            // Only the last one of a stage counts.
            let Some((index, item)) = stage.items.clone().zip(items).rev().find(|(_, item)| item.keyword == keyword) else { continue };
            let Arguments::Text(text) = &item.instruction.arguments else { continue };
            let program = text.text.split_whitespace().next().unwrap_or_default();
            let Some(base) = base_without_shell(context, stage, index, program) else { continue };
            let message = format!("shell form needs `/bin/sh`, which `{base}` does not have, so the container cannot start");
            let fix = exec_form(&item.instruction).map(|fix| shifted(fix, item.start));
            out.push(RULE.finding(item.absolute(text.span), message).maybe_fix(fix));
        }
    }
}
