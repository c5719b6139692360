//! An ARG that is declared twice with nothing in between.

use super::lines::delete;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity, Tag};
use crate::model::variable::DefinitionKind;
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "duplicate-arg",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/duplicate-arg.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let definitions = &context.model.definitions;
    let items = context.file.items();
    let is_arg = |kind| matches!(kind, DefinitionKind::Arg | DefinitionKind::GlobalArg);
    for (index, later) in definitions.iter().enumerate().filter(|(_, one)| is_arg(one.kind)) {
        let before = definitions[..index].iter().rev().take_while(|one| one.stage == later.stage);
        let Some(earlier) = before.into_iter().find(|one| one.name == later.name) else { continue };
        let uses = &context.model.uses;
        let first = uses.partition_point(|one| one.item <= earlier.item);
        // A RUN in between sees the value, and so does a value that is made from it.
        let read = uses[first..].iter().take_while(|one| one.item <= later.item).any(|one| one.name == later.name);
        let run = items[earlier.item..later.item].iter().any(|item| item.keyword == Keyword::Run);
        if !is_arg(earlier.kind) || read || run {
            continue;
        }
        let has_value = |item: usize, span: crate::text::Span| items[item].instruction.words().iter().any(|word| word.span.contains(span) && word.text.contains('='));
        let dead = if has_value(later.item, later.span) { earlier } else { later };
        let kept = if std::ptr::eq(dead, later) { earlier } else { later };
        let message = format!("`{}` is declared twice, and this declaration has no effect", dead.name);
        let alone = items[dead.item].instruction.words().len() == 1;
        let fix = delete(context, &items[dead.item]).filter(|_| alone).map(|edit| Fix::review("Delete this ARG", vec![edit]));
        let finding = RULE.finding(items[dead.item].absolute(dead.span), message).tagged(Tag::Unnecessary);
        out.push(finding.related(items[kept.item].absolute(kept.span), "the other one").maybe_fix(fix));
    }
}
