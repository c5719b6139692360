//! A variable that nothing sets.

use super::suggest::{Budget, nearest};
use super::undefined::{Undefined, undefined_uses};
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::variable::VariableUse;

/// See the page.
pub static RULE: Rule = Rule {
    id: "undefined-var",
    severity: Severity::Warning,
    aliases: &["buildkit/UndefinedVar"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/undefined-var.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let mut budget = Budget::default();
    for (found, reason) in undefined_uses(context) {
        if reason != Undefined::Nowhere {
            continue;
        }
        let typo = if budget.spend(context.model.definitions.len()) { near_name(context, found) } else { None };
        // A base image that is not in the catalogue may set anything; only a near miss of a known name is worth a word then.
        if !found.scope_known && (typo.is_none() || found.has_default) {
            continue;
        }
        let hint = typo.map_or(String::new(), |name| format!("; did you mean `{name}`?"));
        let item = &context.file.items()[found.item];
        let name = &found.name;
        let message = match (found.scope_known, found.has_default) {
            (false, _) => format!("nothing in this file sets `{name}`{hint}"),
            (true, true) => format!("nothing sets `{name}`, so its default applies{hint}"),
            (true, false) => format!("nothing sets `{name}`, so it is empty here{hint}"),
        };
        let finding = RULE.finding(item.absolute(found.span), message);
        // With a default the author has thought of the missing value.
        out.push(if found.has_default { finding.severity(Severity::Hint) } else { finding });
    }
}

fn near_name<'a>(context: &'a Context, found: &VariableUse) -> Option<&'a str> {
    let stage = context.model.stage_at(found.item)?;
    let (chain, _) = context.model.base_chain(stage);
    let visible = context.model.definitions.iter().filter(|definition| {
        definition.item < found.item && definition.stage.is_some_and(|index| chain.iter().any(|stage| stage.index == index))
    });
    nearest(&found.name, visible.map(|definition| &*definition.name))
}
