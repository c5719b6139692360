//! A variable that ENV sets twice with nothing in between.

use super::lines::delete;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity, Tag};
use crate::model::variable::DefinitionKind;
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "duplicate-env-key",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/duplicate-env-key.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let definitions = &context.model.definitions;
    let items = context.file.items();
    for (index, later) in definitions.iter().enumerate().filter(|(_, one)| one.kind == DefinitionKind::Env && items[one.item].keyword == Keyword::Env) {
        let before = definitions[..index].iter().rev().take_while(|one| one.stage == later.stage);
        let Some(earlier) = before.into_iter().find(|one| one.name == later.name && items[one.item].keyword == Keyword::Env) else { continue };
        let uses = &context.model.uses;
        let first = uses.partition_point(|one| one.item <= earlier.item);
        let read = uses[first..].iter().take_while(|one| one.item <= later.item).any(|one| one.name == later.name);
        let run = items[earlier.item..later.item].iter().any(|item| item.keyword == Keyword::Run);
        if read || run {
            continue;
        }
        let message = format!("`{}` is set again below, so this value has no effect", earlier.name);
        let alone = items[earlier.item].instruction.pairs().len() == 1;
        let fix = delete(context, &items[earlier.item]).filter(|_| alone).map(|edit| Fix::review("Delete this ENV", vec![edit]));
        let finding = RULE.finding(items[earlier.item].absolute(earlier.span), message).tagged(Tag::Unnecessary);
        out.push(finding.related(items[later.item].absolute(later.span), "set again here").maybe_fix(fix));
    }
}
