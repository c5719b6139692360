//! A target that the file does not have.

use super::suggest::nearest;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::stage::Stage;
use crate::workspace::compose;

/// See the page.
pub static RULE: Rule = Rule {
    id: "target-not-found",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/target-not-found.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let mut told: Vec<String> = Vec::new();
    let configured = context.options.target.clone().map(|target| (target, "the configuration asks".to_owned()));
    let composed = compose::targets(context.workspace).into_iter().map(|build| (build.target, format!("{} asks for its service `{}`", build.file, build.service)));
    for (target, who) in configured.into_iter().chain(composed) {
        // BuildKit takes a number as well.
        let counted = target.parse::<usize>().is_ok_and(|index| index < context.model.stages.len());
        if counted || context.model.stage_named(&target).is_some() || told.contains(&target) {
            continue;
        }
        if let Some(finding) = finding(context, &target, &who) {
            out.push(finding);
        }
        told.push(target);
    }
}

/// Points at the stage that may be meant, or else at the last one.
fn finding(context: &Context, target: &str, who: &str) -> Option<Finding> {
    let stages = &context.model.stages;
    let meant = nearest(target, stages.iter().filter_map(Stage::name)).and_then(|name| context.model.stage_named(name));
    let stage = meant.or(stages.last())?;
    let item = &context.file.items()[stage.from];
    let name = meant.and_then(|stage| stage.name.as_ref());
    let span = name.map_or(item.instruction.header_span(), |name| name.span);
    let hint = match name {
        Some(name) => format!("; it has `{}`", name.written),
        None => String::new(),
    };
    Some(RULE.finding(item.absolute(span), format!("{who} for the stage `{target}`, which this file does not have{hint}")))
}
