//! An ARG that hides the ENV of the same name from the rest of the build.

use super::mentions::mentions;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::variable::{DefinitionKind, Origin, Value};
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "arg-shadowed-by-env",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/arg-shadowed-by-env.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let definitions = &context.model.definitions;
    for (index, arg) in definitions.iter().enumerate().filter(|(_, one)| one.kind == DefinitionKind::Arg && one.value != Value::Input) {
        let same = |one: &&crate::model::variable::Definition| one.stage == arg.stage && one.kind == DefinitionKind::Env && one.name == arg.name;
        let Some(env) = definitions[..index].iter().rev().take_while(|one| one.stage == arg.stage).find(same) else { continue };
        if env.value == arg.value || !is_read(context, index) {
            continue;
        }
        let items = context.file.items();
        let message = format!("from here on the build sees this value of `{}`, while the image keeps the one of ENV", arg.name);
        let finding = RULE.finding(items[arg.item].absolute(arg.span), message);
        out.push(finding.related(items[env.item].absolute(env.span), "ENV sets it here"));
    }
}

/// Whether anything behind the ARG reads its value, RUN included.
fn is_read(context: &Context, definition: usize) -> bool {
    let arg = &context.model.definitions[definition];
    let uses = &context.model.uses;
    let first = uses.partition_point(|one| one.item <= arg.item);
    if uses[first..].iter().any(|one| one.origin == Some(Origin::Definition(definition))) {
        return true;
    }
    let Some(stage) = context.model.stage_at(arg.item) else { return false };
    let later = &context.file.items()[arg.item + 1..stage.items.end];
    later.iter().any(|item| item.keyword == Keyword::Run && mentions(&item.instruction.text, &arg.name))
}
