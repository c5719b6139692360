//! Something that changes with each commit, above work that takes long.

use super::copies::{copies, file_name};
use super::mentions::mentions;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::steps::{PackageAction, package_command, step};
use crate::syntax::{Command, Keyword};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "volatile-early",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/volatile-early.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for copy in copies(context).filter(|copy| copy.is_from_context()) {
        let Some(source) = copy.paths().find(|source| file_name(&source.text) == ".git" || source.text.contains(".git/")) else { continue };
        tell(context, copy.index, copy.item.absolute(source.span), "`.git` changes with each commit", out);
    }
    // ENV is a part of each RUN below it; LABEL is not.
    for (index, item) in context.items().filter(|(_, item)| item.keyword == Keyword::Env) {
        let Some(pair) = item.instruction.pairs().iter().find(|pair| NAMES.iter().any(|name| mentions(&pair.value.text, name))) else { continue };
        tell(context, index, item.absolute(pair.key.span), &format!("`{}` has another value in each build", pair.key.text), out);
    }
}

/// Build arguments that name one build.
const NAMES: [&str; 12] = [
    "BUILD_DATE", "BUILD_TIME", "BUILD_ID", "BUILD_NUMBER", "COMMIT_SHA", "GIT_COMMIT", "GIT_HASH", "GIT_SHA", "GITHUB_SHA", "CI_COMMIT_SHA", "SOURCE_COMMIT", "VCS_REF",
];

fn tell(context: &Context, index: usize, span: Span, what: &str, out: &mut Vec<Finding>) {
    let Some(stage) = context.model.stage_at(index) else { return };
    let Some(run) = context.runs_of(&[stage]).find(|run| run.index > index && run.script.commands.iter().any(is_heavy)) else { return };
    let message = format!("{what}, so the installation below never comes from the cache; move it below that");
    out.push(RULE.finding(span, message).related(run.item.absolute(run.item.instruction.keyword_span), "this runs each time"));
}

/// Packages, and dependencies that only change with their lock file.
fn is_heavy(command: &Command) -> bool {
    let packages = package_command(command).is_some_and(|found| found.action == PackageAction::Install && !found.packages.is_empty());
    packages || step(command).is_some_and(|step| step.project && step.kind == crate::knowledge::ecosystems::StepKind::Install)
}
