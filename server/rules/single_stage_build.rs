//! A single stage that builds the application and also runs it.

use super::build_signals::{base_family, is_application, signals};
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::stage::Base;

/// See the page.
pub static RULE: Rule = Rule {
    id: "single-stage-build",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/single-stage-build.md"),
    check: Check::File(check),
};

/// What stands for others: the split solves these as well.
const REPLACES: &[&str] = &["toolchain-final-stage", "build-tools-in-final", "runtime-runs-as-root", "copy-source-before-deps-install", "dev-dependencies-in-runtime"];

/// Weight of signals from which a stage counts as a build.
const THRESHOLD: u32 = 4;

fn check(context: &Context, out: &mut Vec<Finding>) {
    let [stage] = &*context.model.stages else { return };
    let Base::Image(image) = &stage.base else { return };
    if !is_application(context, stage) {
        return;
    }
    let found = signals(context, stage);
    let family = base_family(context, stage);
    let toolchain = family.is_some_and(|family| family.kind == "toolchain");
    let weight: u32 = found.iter().map(|signal| signal.weight).sum::<u32>() + if toolchain { 2 } else { 0 };
    if weight < THRESHOLD || !found.iter().any(|signal| signal.decisive) {
        return;
    }
    let from = &context.file.items()[stage.from];
    let Some(word) = from.instruction.words().first() else { return };
    let size = family.filter(|_| toolchain).and_then(|family| family.megabytes).map_or(String::new(), |size| format!(" (`{}` alone is about {size} MB)", image.familiar_name()));
    let message = format!(
        "the image that runs is the one that builds: its tools, sources and caches are shipped{size}; build in one stage and copy the result into another"
    );
    let mut finding = RULE.finding(from.absolute(word.span), message).replacing(REPLACES, None);
    for signal in found.iter().filter(|signal| signal.decisive).chain(found.iter().filter(|signal| !signal.decisive)).take(5) {
        finding = finding.related(signal.span, signal.what.clone());
    }
    out.push(finding);
}
