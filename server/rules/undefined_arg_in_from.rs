//! A variable in FROM that no ARG before it declares.

use super::suggest::{Budget, nearest};
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::knowledge::builder::PLATFORM_ARGS;
use crate::model::variable::DefinitionKind;
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "undefined-arg-in-from",
    severity: Severity::Warning,
    aliases: &["buildkit/UndefinedArgInFrom"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/undefined-arg-in-from.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let mut budget = Budget::default();
    let globals = || context.model.definitions.iter().filter(|definition| definition.kind == DefinitionKind::GlobalArg);
    for found in context.model.uses.iter().filter(|found| found.origin.is_none()) {
        let item = &context.file.items()[found.item];
        if item.keyword != Keyword::From {
            continue;
        }
        let all = &context.model.definitions;
        let affordable = budget.spend(all.len());
        let in_stage = all.iter().find(|definition| definition.name == found.name && definition.stage.is_some() && definition.item < found.item);
        let known = globals().map(|definition| &*definition.name).chain(PLATFORM_ARGS.map(|(name, _)| name));
        let hint = match (in_stage, if affordable { nearest(&found.name, known) } else { None }) {
            (Some(_), _) => "; an ARG inside a stage does not reach FROM, so declare it before the first FROM".to_owned(),
            (None, Some(name)) => format!("; did you mean `{name}`?"),
            (None, None) => "; declare it with ARG before the first FROM".to_owned(),
        };
        let mut finding = RULE.finding(item.absolute(found.span), format!("`{}` is not declared{hint}", found.name));
        if let Some(definition) = in_stage {
            finding = finding.related(context.file.items()[definition.item].absolute(definition.span), "declared here, for the stage above only");
        }
        out.push(finding);
    }
}
