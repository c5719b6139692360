//! Owns what the commands of a build leave behind: the file that `go build -o` names, the folder that `cargo build` fills.

use super::copies::basename;
use super::model::Model;
use super::steps;
use crate::knowledge::ecosystems::Step;
use crate::syntax::{Command, Script, ShellWord};

/// Something that a command builds.
#[derive(Clone, Debug)]
pub struct Artifact {
    /// Index of the RUN.
    pub item: usize,
    /// Index of the command among those of the RUN.
    pub command: usize,
    /// The step that builds it.
    pub step: &'static Step,
    /// Absolute path.
    pub path: String,
    /// Whether it is a folder in which the result lies, under a name that is not known.
    pub is_folder: bool,
}

impl Model {
    /// What the commands of a RUN build, as far as it is known where they put it.
    pub fn artifacts(&self, item: usize, script: &Script) -> Vec<Artifact> {
        let mut found = Vec::new();
        for (index, command) in script.commands.iter().enumerate() {
            let Some(step) = steps::step(command).filter(|_| steps::compiles(command)) else { continue };
            let Some((path, is_folder)) = self.output(item, script, command, step) else { continue };
            found.push(Artifact { item, command: index, step, path, is_folder });
        }
        found
    }

    fn output(&self, item: usize, script: &Script, command: &Command, step: &Step) -> Option<(String, bool)> {
        let absolute = |path: &str| self.absolute(item, command, path);
        let option = |names: &[&str]| option_value(command.arguments(), names).map(|word| self.resolved(item, &script.commands, &word));
        let verb = command.arguments().first().and_then(ShellWord::literal).unwrap_or_default();
        match step.ecosystem.as_str() {
            "go" if verb == "install" => Some(("/go/bin".to_owned(), true)),
            "go" => match option(&["-o"]) {
                Some(path) => {
                    let path = path?;
                    Some((absolute(&path)?, path.ends_with('/') || matches!(path.as_str(), "." | "..")))
                }
                None => Some((absolute(".")?, true)),
            },
            "rust" if verb == "install" => {
                Some((option(&["--root"]).map_or_else(|| Some("/usr/local/cargo".to_owned()), |path| absolute(&path?))? + "/bin", true))
            }
            "rust" => {
                let target = match option(&["--target-dir"]) {
                    Some(path) => absolute(&path?)?,
                    None if self.variable_before(item, "CARGO_TARGET_DIR").is_some() => return None,
                    None => absolute("target")?,
                };
                Some((target, true))
            }
            "c" if matches!(command.name(), "gcc" | "g++" | "cc" | "c++" | "clang" | "clang++") => Some((absolute(&option(&["-o"])??)?, false)),
            "maven" => Some((absolute("target")?, true)),
            "gradle" => Some((absolute("build")?, true)),
            "dotnet" => Some((absolute(&option(&["-o", "--output"])??)?, true)),
            _ => None,
        }
    }
}

/// The value of an option, given as the next word or behind `=`. For a short option it may also follow at once.
pub fn option_value(arguments: &[ShellWord], names: &[&str]) -> Option<ShellWord> {
    for (at, word) in arguments.iter().enumerate() {
        for name in names {
            if *word.text == **name {
                return arguments.get(at + 1).cloned();
            }
            if let Some(value) = word.literal().and_then(|text| text.strip_prefix(name)).and_then(|rest| rest.strip_prefix('=')) {
                return Some(ShellWord::from_literal(value, word.span));
            }
        }
    }
    None
}

/// Whether a path that is copied can be this artifact: the same, one within its folder, or a folder that holds it.
pub fn is_artifact(artifact: &Artifact, path: &str) -> bool {
    if path.contains(['*', '?', '[']) {
        let folder = &path[..path.len() - basename(path).len()];
        return super::copies::is_below(folder, &artifact.path);
    }
    path == artifact.path || (artifact.is_folder && super::copies::is_below(path, &artifact.path))
}
