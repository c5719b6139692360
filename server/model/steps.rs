//! Owns the recognition of commands: which install packages by name, which fetch a project's dependencies, which compile.

use crate::knowledge::ecosystems::{self, Step, StepKind};
use crate::knowledge::managers::{self, Manager};
use crate::syntax::{Command, ShellWord};

/// What a command is, as far as the tables tell.
struct Recognised {
    step: Option<&'static Step>,
    package: Option<PackagePlaces>,
}

/// A command of a package manager by the places of its words.
struct PackagePlaces {
    manager: &'static Manager,
    action: PackageAction,
    verb: usize,
    options: Vec<usize>,
    packages: Vec<usize>,
}

fn recognised(command: &Command) -> Option<&Recognised> {
    command.noted(|command| {
        let package = read_package(command);
        Recognised { step: read_step(command, package.as_ref()), package }
    })
}

/// A command of a package manager.
#[derive(Debug)]
pub struct PackageCommand<'c> {
    /// Which one.
    pub manager: &'static Manager,
    /// What it is to do.
    pub action: PackageAction,
    /// The subcommand.
    pub verb: &'c ShellWord,
    /// The options, wherever they stand.
    pub options: Vec<&'c ShellWord>,
    /// What the action is done to.
    pub packages: Vec<&'c ShellWord>,
}

/// What a package manager is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackageAction {
    /// Install the packages that are named.
    Install,
    /// Fetch the lists of packages.
    Update,
    /// Bring everything up to date.
    Upgrade,
    /// Remove the packages that are named.
    Remove,
    /// Anything else, such as `clean`.
    Other,
}

impl PackageCommand<'_> {
    /// Whether an option is given, alone or with a value behind `=`.
    pub fn has_option(&self, name: &str) -> bool {
        self.options.iter().any(|option| option.text.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('=')))
    }

    /// Whether the command answers questions with yes, or its manager asks none.
    pub fn says_yes(&self) -> bool {
        let manager = self.manager;
        let short = |text: &str| {
            let letters = text.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
            manager.short_yes.zip(letters).is_some_and(|(yes, letters)| letters.chars().all(char::is_alphanumeric) && letters.contains(yes))
        };
        manager.yes.is_empty()
            || self.options.iter().any(|option| manager.yes.iter().any(|yes| **yes == *option.text) || short(&option.text))
            // Twice quiet means yes for apt, and `-o APT::Get::Assume-Yes=true` says so at length.
            || (manager.id == "apt" && self.options.iter().filter(|option| option.is("-q") || option.is("--quiet")).count() > 1)
            || self.options.iter().any(|option| option.text.to_ascii_lowercase().contains("assume-yes"))
    }
}

/// Reads a command of a package manager; `python -m pip` is pip.
pub fn package_command(command: &Command) -> Option<PackageCommand<'_>> {
    let places = recognised(command)?.package.as_ref()?;
    let words = |places: &[usize]| places.iter().filter_map(|place| command.argv().get(*place)).collect();
    Some(PackageCommand {
        manager: places.manager,
        action: places.action,
        verb: command.argv().get(places.verb)?,
        options: words(&places.options),
        packages: words(&places.packages),
    })
}

fn read_package(command: &Command) -> Option<PackagePlaces> {
    let words = command.argv();
    let mut name = command.name();
    let mut first = 1;
    if let [_, flag, module, ..] = words
        && name.starts_with("python")
        && flag.is("-m")
    {
        name = module.literal()?;
        first = 3;
    }
    let manager = managers::by_program(name)?;
    let (mut verb, mut options, mut packages) = (None, Vec::new(), Vec::new());
    let mut rest = words.iter().enumerate().skip(first);
    while let Some((at, word)) = rest.next() {
        let is_verb_option = manager.id == "pacman" && manager.install.iter().chain(&manager.remove).any(|known| **known == *word.text);
        if word.text.starts_with('-') && word.text.len() > 1 && !is_verb_option {
            options.push(at);
            if manager.values.iter().any(|option| **option == *word.text)
                && let Some((value, _)) = rest.next()
            {
                options.push(value);
            }
        } else if verb.is_none() {
            verb = Some(at);
        } else {
            packages.push(at);
        }
    }
    let verb = verb?;
    let is = |verbs: &[String]| verbs.iter().any(|known| **known == *words[verb].text);
    let action = if is(&manager.install) {
        PackageAction::Install
    } else if is(&manager.remove) {
        PackageAction::Remove
    } else if is(&manager.update) {
        PackageAction::Update
    } else if is(&manager.upgrade) {
        PackageAction::Upgrade
    } else {
        PackageAction::Other
    };
    Some(PackagePlaces { manager, action, verb, options, packages })
}

/// The step of a build that a command is.
pub fn step(command: &Command) -> Option<&'static Step> {
    recognised(command)?.step
}

fn read_step(command: &Command, package: Option<&PackagePlaces>) -> Option<&'static Step> {
    let mut words: Vec<&str> = vec![command.name()];
    words.extend(command.arguments().iter().map(|word| &*word.text));
    let step = ecosystems::step(&words)?;
    if step.project {
        // `npm install left-pad` is about a package, not about the project.
        let named = package.filter(|package| package.action == PackageAction::Install).map_or(&[][..], |package| &package.packages);
        if named.iter().any(|place| !command.argv()[*place].is(".")) {
            return None;
        }
    }
    // `yarn` and `bundle` alone install; `yarn start` does not.
    let verb = words[1..].iter().find(|word| !word.starts_with('-'));
    if matches!(words[0], "yarn" | "bundle") && step.kind == StepKind::Install && verb.is_some_and(|word| *word != "install") {
        return None;
    }
    let asks = words[1..].iter().any(|word| matches!(*word, "--version" | "-version" | "--help" | "-V"));
    // Compilers alone on a line often only tell about themselves.
    (!asks && (step.ecosystem != "c" || words.len() > 1 || words[0] == "make")).then_some(step)
}

/// Whether a command turns sources into something else.
pub fn compiles(command: &Command) -> bool {
    step(command).is_some_and(|step| step.kind != StepKind::Install) && !tests_only(command)
}

/// `go test`, `mvn test` and the like leave nothing that somebody would ship.
pub fn tests_only(command: &Command) -> bool {
    command.arguments().first().is_some_and(|word| word.is("test") || word.is("vet"))
}
