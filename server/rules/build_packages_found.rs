//! Owns the finding of build tools that the shipped stages install, and of where they are removed again.

use super::Context;
use crate::knowledge::build_packages::{self, Purpose};
use crate::model::steps::{PackageAction, PackageCommand, package_command};
use crate::syntax::ShellWord;
use crate::text::Span;

/// An installation of build tools.
pub struct BuildInstall<'a> {
    /// Index of the RUN.
    pub item: usize,
    /// Index of the command.
    command: usize,
    manager: &'a str,
    /// The packages, what is not for building left out.
    pub packages: Vec<(&'a ShellWord, Purpose)>,
    /// The name under which all of them can be removed.
    group: Option<&'a str>,
}

impl<'a> BuildInstall<'a> {
    /// The package that goes when that name is removed.
    fn named(&self, name: &str) -> Option<&'a ShellWord> {
        if Some(name) == self.group {
            return self.packages.first().map(|(word, _)| *word);
        }
        let plain = |word: &ShellWord| word.text.split('=').next() == Some(name);
        self.packages.iter().map(|(word, _)| *word).find(|word| plain(word))
    }
}

/// Where packages are removed.
#[derive(Debug, PartialEq, Eq)]
pub enum Removal<'a> {
    /// By the RUN that installed them.
    Same,
    /// By a later one.
    Later {
        /// Index of the RUN.
        item: usize,
        /// The command, relative to it.
        span: Span,
        /// The package, where it was installed.
        package: &'a ShellWord,
    },
}

/// The installations of build tools in the stages that are shipped.
pub fn build_installs<'a>(context: &Context<'a>) -> Vec<BuildInstall<'a>> {
    let shipped = context.shipped();
    let mut found = Vec::new();
    for run in context.runs_of(&shipped) {
        for (index, command) in run.script.commands.iter().enumerate() {
            let Some(install) = package_command(command).filter(|install| install.action == PackageAction::Install && install.manager.system) else {
                continue;
            };
            let packages: Vec<_> = install.packages.iter().filter_map(|word| Some((*word, build_packages::purpose(word.literal()?)?))).collect();
            if !packages.is_empty() {
                found.push(BuildInstall { item: run.index, command: index, manager: &install.manager.id, packages, group: group(&install) });
            }
        }
    }
    found
}

/// The name behind apk's `--virtual`.
fn group<'a>(install: &PackageCommand<'a>) -> Option<&'a str> {
    let at = install.options.iter().position(|option| option.is("-t") || option.is("--virtual"))?;
    install.options.get(at + 1)?.literal()
}

/// Where the packages of an installation are removed, if they are.
pub fn removed_later<'a>(context: &Context, install: &BuildInstall<'a>) -> Option<Removal<'a>> {
    let shipped = context.shipped();
    for run in context.runs_of(&shipped).filter(|run| run.index >= install.item) {
        for (index, command) in run.script.commands.iter().enumerate() {
            if run.index == install.item && index <= install.command {
                continue;
            }
            let Some(removal) =
                package_command(command).filter(|removal| removal.action == PackageAction::Remove && removal.manager.id == install.manager)
            else {
                continue;
            };
            if run.index == install.item {
                // What is removed by a variable, or as a dependency that nothing needs any more, may be any of them.
                let covers = |word: &ShellWord| word.literal().is_none_or(|name| install.named(name).is_some());
                if removal.packages.is_empty() || removal.packages.iter().any(|word| covers(word)) {
                    return Some(Removal::Same);
                }
            } else if let Some(package) = removal.packages.iter().find_map(|word| install.named(word.literal()?)) {
                return Some(Removal::Later { item: run.index, span: command.span, package });
            }
        }
    }
    None
}
