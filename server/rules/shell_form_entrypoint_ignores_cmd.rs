//! CMD beside an ENTRYPOINT in shell form.

use super::exec_form::{exec_form, shifted};
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::{Arguments, Keyword};

/// See the page.
pub static RULE: Rule = Rule {
    id: "shell-form-entrypoint-ignores-cmd",
    severity: Severity::Warning,
    aliases: &["DL3025"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/shell-form-entrypoint-ignores-cmd.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for stage in &context.model.stages {
        let items = context.model.stage_items(context.file, stage);
        let last = |keyword| items.iter().rev().find(|item| item.keyword == keyword);
        let (Some(cmd), Some(entrypoint)) = (last(Keyword::Cmd), last(Keyword::Entrypoint)) else { continue };
        let Arguments::Text(text) = &entrypoint.instruction.arguments else { continue };
        // The shell gets the CMD as its own arguments, which a command can read if it wants to.
        if ["$@", "$*", "$0", "$1", "${"].iter().any(|word| text.text.contains(word)) || cmd.instruction.rest.is_empty() || *cmd.instruction.rest_text() == *"[]" {
            continue;
        }
        let message = "ENTRYPOINT is in shell form, so this CMD is never given to it";
        let finding = RULE.finding(cmd.absolute(cmd.instruction.rest_span()), message);
        let fix = exec_form(&entrypoint.instruction).map(|fix| shifted(fix, entrypoint.start));
        out.push(finding.related(entrypoint.absolute(text.span), "the ENTRYPOINT").maybe_fix(fix));
    }
}
