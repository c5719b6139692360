//! RUN in a stage without a shell.

use super::shells::base_without_shell;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::{Instruction, Keyword};

/// See the page.
pub static RULE: Rule = Rule {
    id: "run-in-shell-less-base",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/run-in-shell-less-base.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for stage in &context.model.stages {
        // The build ends at the first one, so the others are the same trouble.
        let items = stage.items.clone().zip(context.model.stage_items(context.file, stage));
        let Some((index, item)) = items.into_iter().find(|(_, item)| item.keyword == Keyword::Run) else { continue };
        if !needs_shell(&item.instruction) {
            continue;
        }
        let Some(base) = base_without_shell(context, stage, index, "") else { continue };
        let message = format!("RUN needs `/bin/sh`, which `{base}` does not have, so the build ends here");
        out.push(RULE.finding(item.absolute(item.instruction.keyword_span), message));
    }
}

/// Exec form needs none, a heredoc with a line for its interpreter brings it, and a mount can.
fn needs_shell(instruction: &Instruction) -> bool {
    let own_interpreter = |heredoc: &crate::syntax::Heredoc| instruction.text.get(heredoc.body.range()).is_some_and(|body| body.trim_start().starts_with("#!"));
    !instruction.is_json() && !instruction.rest.is_empty() && !instruction.heredocs.iter().any(own_interpreter) && instruction.flag("mount").is_none()
}
