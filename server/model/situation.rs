//! Owns what a command of a RUN finds: the directory, user and shell it runs in, the variables it sees, and the paths it means.

use super::config::join;
use super::model::Model;
use super::stage::Base;
use super::variable::{DefinitionKind, Value};
use crate::knowledge::images;
use crate::syntax::{Command, Directory, ParsedFile, ShellWord};

/// Directory, user and shell at a place of a stage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Situation {
    /// Working directory; none when nothing sets one, which means `/`.
    pub workdir: Option<Value>,
    /// User as written; none when nothing sets one, which means root for a known image.
    pub user: Option<Value>,
    /// The SHELL setting in force.
    pub shell: Option<Vec<Box<str>>>,
}

/// The shell that runs the shell form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shell<'a> {
    /// A POSIX shell of that name: `sh` when nobody says which it is.
    Posix(&'a str),
    /// cmd or PowerShell.
    Windows,
    /// The image has none.
    Missing,
    /// SHELL names another program.
    Other,
}

impl Model {
    /// Directory, user and shell that the instruction of that index finds.
    pub fn situation(&self, item: usize) -> Option<&Situation> {
        let index = self.situations.partition_point(|(from, _)| *from <= item).checked_sub(1)?;
        Some(&self.situations[index].1)
    }

    /// The shell that runs the shell form at that instruction.
    pub fn shell_at(&self, file: &ParsedFile, item: usize) -> Shell<'_> {
        if let Some(program) = self.situation(item).and_then(|situation| situation.shell.as_ref()).and_then(|shell| shell.first()) {
            let name = program.rsplit(['/', '\\']).next().unwrap_or_default();
            return match name.trim_end_matches(".exe").to_ascii_lowercase().as_str() {
                "powershell" | "pwsh" | "cmd" => Shell::Windows,
                "sh" | "bash" | "ash" | "dash" | "ksh" | "zsh" => Shell::Posix(name),
                _ => Shell::Other,
            };
        }
        let family = self.stage_at(item).and_then(|stage| match self.base_chain(stage).1 {
            Base::Image(image) => images::family(image),
            _ => None,
        });
        match family {
            Some(family) if family.os.as_deref() == Some("windows") => Shell::Windows,
            _ if file.directives().escape() == '`' => Shell::Windows,
            Some(family) if family.shell.as_deref() == Some("none") => Shell::Missing,
            Some(family) => Shell::Posix(family.shell.as_deref().unwrap_or("sh")),
            None => Shell::Posix("sh"),
        }
    }

    /// The value that a variable has at an instruction, ARG and ENV of the stage and of those below it, and the known base image's environment.
    pub fn variable_before(&self, item: usize, name: &str) -> Option<Value> {
        let (chain, base) = self.base_chain(self.stage_at(item)?);
        let mut declared = false;
        let before = self.definitions.partition_point(|definition| definition.item < item);
        for definition in self.definitions[..before].iter().rev().filter(|definition| *definition.name == *name) {
            if !definition.stage.is_some_and(|index| chain.iter().any(|stage| stage.index == index)) {
                continue;
            }
            // ARG without any value leaves what was there.
            if definition.kind == DefinitionKind::Arg && definition.value == Value::Input {
                declared = true;
                continue;
            }
            return Some(definition.value.clone());
        }
        let facts = match base {
            Base::Image(image) => images::lookup(image),
            _ => None,
        };
        let inherited = facts.and_then(|facts| facts.env.as_ref()).and_then(|env| env.iter().find(|(known, _)| known == name));
        match inherited {
            Some((_, Some(value))) => Some(Value::Known(value.as_str().into())),
            Some((_, None)) => Some(Value::Opaque),
            None => declared.then_some(Value::Input),
        }
    }

    /// The text of a word of a command with the variables of the build in it; none when a part of it is not known.
    pub fn resolved(&self, item: usize, commands: &[Command], word: &ShellWord) -> Option<String> {
        word.resolve(|name| {
            // The script may give the variable another value.
            if commands.iter().any(|command| command.assignments.iter().any(|assignment| assignment.name == name)) {
                return None;
            }
            self.variable_before(item, name)?.known().map(str::to_owned)
        })
    }

    /// The absolute path that a text means for a command; none when the directory or the home of the user is not known.
    pub fn absolute(&self, item: usize, command: &Command, path: &str) -> Option<String> {
        if path.starts_with('/') {
            return Some(join("/", path).into());
        }
        let situation = self.situation(item)?;
        if path == "~" || path.starts_with("~/") {
            return self.home(item).map(|home| join(home, path.trim_start_matches(['~', '/'])).into());
        }
        let workdir = match &situation.workdir {
            None => "/",
            Some(value) => value.known()?,
        };
        match &command.directory {
            Directory::Initial => Some(join(workdir, path).into()),
            Directory::Changed(directory) if directory.starts_with('/') => Some(join(directory, path).into()),
            Directory::Changed(directory) => Some(join(&join(workdir, directory), path).into()),
            Directory::Unknown => None,
        }
    }

    /// Home of the user, for root only: those of others depend on how they were made.
    pub fn home(&self, item: usize) -> Option<&'static str> {
        self.runs_as_root(item)?.then_some("/root")
    }

    /// Whether the commands of that instruction run as root; none when it is not known.
    pub fn runs_as_root(&self, item: usize) -> Option<bool> {
        match &self.situation(item)?.user {
            Some(user) => Some(matches!(user.known()?.split(':').next()?, "root" | "0" | "")),
            None => match self.base_chain(self.stage_at(item)?).1 {
                Base::Image(image) => images::lookup(image).map(|_| true).or_else(|| images::family(image).map(|_| true)),
                Base::Scratch => Some(true),
                _ => None,
            },
        }
    }
}
