//! Packages that come along because apt recommends them.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::model::steps::{PackageAction, package_command};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "apt-recommends",
    severity: Severity::Information,
    aliases: &["DL3015", "DS-0029"],
    profiles: &[Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/apt-recommends.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        for command in &run.script.commands {
            let Some(found) = package_command(command).filter(|found| found.manager.id == "apt" && found.action == PackageAction::Install) else { continue };
            // Without packages apt mends what is half installed; aptitude has other options.
            if found.packages.is_empty() || command.name() == "aptitude" {
                continue;
            }
            // One dash makes a bundle of letters of it, which says something else.
            let says = |option: &str| option.to_ascii_lowercase().contains("install-recommends") && !option.starts_with("-no-");
            if found.options.iter().any(|option| says(&option.text)) || is_configured(context, run.index) {
                continue;
            }
            let verb = run.item.absolute(found.verb.span);
            let message = "apt installs what it recommends as well, which an image seldom needs; add `--no-install-recommends` and name what is needed";
            let edit = replace(Span::new(verb.end as usize, verb.end as usize), " --no-install-recommends");
            out.push(RULE.finding(verb, message).fix(Fix::review("Add --no-install-recommends", vec![edit])));
        }
    }
}

/// Whether the stage has told apt before, in a configuration file or in this very instruction.
fn is_configured(context: &Context, item: usize) -> bool {
    let Some(stage) = context.model.stage_at(item) else { return false };
    let (chain, _) = context.model.base_chain(stage);
    let mut items = chain.iter().flat_map(|stage| stage.items.clone()).filter(|index| *index <= item);
    items.any(|index| context.file.items()[index].instruction.text.contains("Install-Recommends"))
}
