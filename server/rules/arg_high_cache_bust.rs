//! A build argument that changes with each build, above work that does not need it.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Run, Severity};
use crate::model::steps::{PackageAction, package_command, step};
use crate::model::variable::DefinitionKind;
use crate::syntax::Command;
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "arg-high-cache-bust",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/arg-high-cache-bust.md"),
    check: Check::File(check),
};

/// Arguments that name one build.
const VOLATILE: [&str; 22] = [
    "BUILD_DATE", "BUILD_TIME", "BUILD_TIMESTAMP", "BUILD_ID", "BUILD_NUMBER", "BUILD_NUM", "BUILD_SHA", "BUILD_REVISION", "COMMIT", "COMMIT_ID", "COMMIT_SHA", "COMMIT_HASH",
    "GIT_COMMIT", "GIT_HASH", "GIT_REV", "GIT_REVISION", "GIT_SHA", "GITHUB_SHA", "CI_COMMIT_SHA", "SOURCE_COMMIT", "VCS_REF", "REVISION",
];

fn check(context: &Context, out: &mut Vec<Finding>) {
    for definition in context.model.definitions.iter().filter(|definition| definition.kind == DefinitionKind::Arg && VOLATILE.contains(&&*definition.name)) {
        let Some(stage) = context.model.stage_at(definition.item) else { continue };
        let below: Vec<Run> = context.runs_of(&[stage]).filter(|run| run.index > definition.item).collect();
        let first_use = (definition.item + 1..stage.items.end).find(|index| super::mentions::mentions(&context.file.items()[*index].instruction.text, &definition.name));
        let Some(heavy) = below.iter().find(|run| run.script.commands.iter().any(is_heavy)).filter(|run| first_use.is_none_or(|index| run.index < index)) else { continue };
        let item = &context.file.items()[definition.item];
        let message = format!("`{}` is another one in each build, and an ARG counts for every RUN below it, so `{}` never comes from the cache; declare it further down", definition.name, name(heavy));
        let finding = RULE.finding(item.absolute(definition.span), message).related(heavy.item.absolute(heavy.item.instruction.keyword_span), "this runs each time");
        out.push(finding.maybe_fix(first_use.and_then(|index| moved(context, definition.item, index))));
    }
}

fn name(run: &Run) -> String {
    run.script.commands.iter().find(|command| is_heavy(command)).map(super::build_signals::shown).unwrap_or_default()
}

/// Installations and builds.
fn is_heavy(command: &Command) -> bool {
    step(command).is_some() || package_command(command).is_some_and(|found| matches!(found.action, PackageAction::Install | PackageAction::Upgrade))
}

fn moved(context: &Context, from: usize, to: usize) -> Option<Fix> {
    let (item, target) = (&context.file.items()[from], &context.file.items()[to]);
    let alone = item.instruction.words().len() == 1;
    let gone = super::lines::delete(context, item).filter(|_| alone)?;
    let text = format!("{}{}", context.file.source().slice(item.span()), context.file.source().line_ending());
    Some(Fix::review("Move it to its first use", vec![gone, replace(Span::new(target.start, target.start), text)]))
}
