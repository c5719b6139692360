//! A stage that nothing needs.

use super::bases::is_own_name;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity, Tag};
use crate::model::stage::{Base, Stage, Target};
use crate::syntax::Keyword;
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "unused-stage",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/unused-stage.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let model = context.model;
    let Some(last) = model.stages.len().checked_sub(1) else { return };
    // A file of nothing but FROM is a list of images that a bot keeps up to date.
    if model.stages.iter().all(|stage| stage.items.is_empty()) {
        return;
    }
    // A variable in a mount may name any stage.
    if model.references.iter().any(|reference| reference.target == Target::Variable) {
        return;
    }
    // Names that are neither stages nor known images are build contexts: a bake file puts such stages together.
    if model.stages.iter().any(|stage| matches!(&stage.base, Base::Image(image) if is_own_name(image))) {
        return;
    }
    let targets = [Some(last), context.final_stage().map(|stage| stage.index)].into_iter().flatten();
    let entries = model.stages[..last].iter().filter(|stage| is_entry_point(context, stage)).map(|stage| stage.index);
    let mut needed = model.reachable_from_any(targets.chain(entries).collect());
    let chosen: Vec<usize> = model.stages[..last].iter().filter(|stage| !needed[stage.index] && chosen_by_argument(context, stage)).map(|stage| stage.index).collect();
    needed.iter_mut().zip(model.reachable_from_any(chosen)).for_each(|(needed, more)| *needed |= more);
    // A file with many loose ends is a set of images, each of which somebody builds with `--target`.
    let mut used = vec![false; model.stages.len()];
    for reference in &model.references {
        if let Target::Stage(index) = reference.target {
            used[index] = true;
        }
    }
    let set = model.stages.iter().filter(|stage| !needed[stage.index] && stage.name.is_some() && !used[stage.index]).count() > 2;
    for stage in model.stages.iter().filter(|stage| !needed[stage.index] && (!set || stage.name.is_none())) {
        let item = &context.file.items()[stage.from];
        let message = format!("{} is not part of what the last stage needs, so an ordinary build leaves it out", stage.label());
        let finding = RULE.finding(item.absolute(item.instruction.header_span()), message).tagged(Tag::Unnecessary);
        out.push(finding.maybe_fix(fix(context, stage)));
    }
}

/// Stages with such words in their names are there to be built with `--target`, and so are those that can be started.
fn is_entry_point(context: &Context, stage: &Stage) -> bool {
    let Some(name) = stage.name() else { return false };
    name.split(['-', '_', '.']).any(|word| PURPOSES.contains(&word.trim_end_matches(|c: char| c.is_ascii_digit())))
        || context.model.stage_items(context.file, stage).iter().any(|item| matches!(item.keyword, Keyword::Cmd | Keyword::Entrypoint))
}

const PURPOSES: [&str; 46] = [
    "test", "tests", "tester", "testing", "unittest", "e2e", "integration", "bench", "benchmark", "coverage", "lint", "linter", "linting", "format", "fmt",
    "check", "checks", "validate", "verify", "audit", "scan", "security", "dev", "devel", "develop", "development", "devcontainer", "debug", "debugger", "ci",
    "local", "docs", "doc", "documentation", "export", "artifact", "artifacts", "output", "out", "binaries", "binary", "release", "prod", "production",
    "vendor", "update",
];

/// `FROM stage-$KIND` takes one of several stages, and which one is not said here.
fn chosen_by_argument(context: &Context, stage: &Stage) -> bool {
    let Some(name) = stage.name() else { return false };
    let is_outside = |c: char| !c.is_alphanumeric() && !"-_.".contains(c);
    context.model.stages[stage.index + 1..].iter().any(|later| {
        let words = context.file.items()[later.from].instruction.words();
        words.first().is_some_and(|word| match (word.text.find('$'), word.text.rfind(is_outside)) {
            (Some(start), Some(end)) if end > start => {
                name.starts_with(&word.text[..start].to_lowercase()) && name.ends_with(&word.text[end..].trim_start_matches(is_outside).to_lowercase())
            }
            (Some(start), _) => name.starts_with(&word.text[..start].to_lowercase()),
            _ => false,
        })
    })
}

/// Deletes the stage, unless another one needs it, a comment stands in it, or stages are counted.
fn fix(context: &Context, stage: &Stage) -> Option<Fix> {
    let references = &context.model.references;
    let counted = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if references.iter().any(|reference| reference.target == Target::Stage(stage.index) || counted(&reference.text)) {
        return None;
    }
    let source = context.file.source();
    let items = context.file.items();
    let start = source.line_start(items[stage.from].start);
    let last = stage.items.end.max(stage.from + 1) - 1;
    let mut end = (source.line_end(items[last].end) + 1).min(source.len());
    let text = source.slice(Span::new(start, end));
    if text.lines().any(|line| line.trim_start().starts_with('#')) {
        return None;
    }
    // The blank lines behind it go as well.
    while matches!(source.byte(end), Some(b'\n' | b'\r')) {
        end += 1;
    }
    Some(Fix::review(format!("Delete {}", stage.label()), vec![replace(Span::new(start, end), "")]))
}
