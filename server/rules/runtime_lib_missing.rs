//! A library that a program was built with, and that the image which runs it does not have.

use super::copied_artifacts::copied_artifacts;
use super::linking::{Linking, linking};
use super::{Check, Context, Finding, Profile, Rule, Run, Severity};
use crate::knowledge::images;
use crate::knowledge::runtime_libraries::runtime_libraries;
use crate::model::stage::{Base, Stage};
use crate::model::steps::{PackageAction, package_command};
use crate::syntax::ShellWord;

/// See the page.
pub static RULE: Rule = Rule {
    id: "runtime-lib-missing",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/runtime-lib-missing.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let mut told = Vec::new();
    for copied in copied_artifacts(context) {
        if linking(context, copied) == Linking::StaticOrUnknown || told.contains(&copied.item) {
            continue;
        }
        let Some(suite) = slim_suite(context, copied.into) else { continue };
        let (installed, certain) = packages(context, copied.into);
        if !certain {
            continue;
        }
        let (built_with, _) = packages(context, copied.builder);
        let mut missing: Vec<&str> = Vec::new();
        let mut first = None;
        for (run, word) in &built_with {
            let name = word.text.split(['=', '/', ':']).next().unwrap_or_default();
            for library in runtime_libraries(name, suite).unwrap_or_default() {
                let there = installed.iter().any(|(_, other)| other.text.split('=').next().is_some_and(|other| other == library || other == name || library.strip_suffix("t64") == Some(other)));
                if !there && !missing.contains(&library.as_str()) {
                    missing.push(library);
                    first.get_or_insert(run.item.absolute(word.span));
                }
            }
        }
        let Some(place) = first else { continue };
        told.push(copied.item);
        let item = &context.file.items()[copied.item];
        let list: Vec<_> = missing.iter().map(|name| format!("`{name}`")).collect();
        let message = format!("`{}` was built with headers whose library this image does not have; install {} here, or check with `ldd`", copied.word.text, list.join(", "));
        out.push(RULE.finding(item.absolute(copied.word.span), message).related(place, "installed in the builder"));
    }
}

/// The release of Debian, for images that bring hardly any library of their own.
fn slim_suite(context: &Context, stage: &Stage) -> Option<&'static str> {
    let Base::Image(image) = context.model.base_chain(stage).1 else { return None };
    let slim = image.tag().is_some_and(|tag| tag.contains("slim")) || image.familiar_name() == "debian";
    let known = images::lookup(image).map(|facts| facts.suite.as_str());
    let suites = ["bookworm", "trixie"];
    let named = || image.tag().and_then(|tag| suites.into_iter().find(|suite| tag.contains(suite)));
    let numbered = || image.tag().filter(|_| image.familiar_name() == "debian").and_then(|tag| match tag.split(['-', '.']).next() {
        Some("12") => Some("bookworm"),
        Some("13") => Some("trixie"),
        _ => None,
    });
    let suite = known.and_then(|known| suites.into_iter().find(|suite| *suite == known)).or_else(named).or_else(numbered)?;
    slim.then_some(suite)
}

/// The packages that apt installs in a stage, and whether all of them are known.
fn packages<'a>(context: &Context<'a>, stage: &Stage) -> (Vec<(Run<'a>, &'a ShellWord)>, bool) {
    let (chain, _) = context.model.base_chain(stage);
    let (mut found, mut certain) = (Vec::new(), true);
    for run in context.runs_of(&chain) {
        certain &= run.script.understood;
        for command in &run.script.commands {
            let Some(install) = package_command(command).filter(|install| install.manager.id == "apt" && install.action == PackageAction::Install) else { continue };
            certain &= install.packages.iter().all(|word| word.literal().is_some());
            found.extend(install.packages.iter().map(|word| (run, *word)));
        }
    }
    (found, certain)
}
