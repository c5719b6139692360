//! Owns the table of the steps that developers' tools do in a build.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// A kind of command in a build.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Step {
    /// The ecosystem, such as `go` or `npm`.
    pub ecosystem: String,
    /// What it does.
    pub kind: StepKind,
    /// The commands, by their leading words.
    pub run: Vec<Vec<String>>,
    /// What it installs follows from the manifests alone; with a package as an argument it is another thing.
    #[serde(default)]
    pub project: bool,
    /// Files that it needs, the manifest first.
    #[serde(default)]
    pub manifests: Vec<String>,
    /// A pattern that stands for the manifests in COPY.
    pub wildcard: Option<String>,
    /// Options whose value names the manifest.
    #[serde(default)]
    pub manifest_flags: Vec<String>,
    /// Cache directories, for root.
    pub caches: Vec<String>,
    /// Other places where the tool may keep its cache.
    #[serde(default)]
    pub also_caches: Vec<String>,
    /// True when only one of `caches` applies, and which one depends on the image.
    #[serde(default)]
    pub any_cache: bool,
    /// Variables that move the cache.
    #[serde(default)]
    pub cache_env: Vec<String>,
    /// Options that switch the cache off.
    #[serde(default)]
    pub not_with: Vec<String>,
    /// Variables that switch the cache off.
    #[serde(default)]
    pub not_with_env: Vec<String>,
    /// Fetches what only development needs, unless told otherwise.
    #[serde(default)]
    pub dev: bool,
    /// Options that leave out what only development needs.
    #[serde(default)]
    pub production: Vec<String>,
    /// `NAME=value` that does the same.
    #[serde(default)]
    pub production_env: Vec<String>,
    /// The option to add.
    pub production_flag: Option<String>,
    /// The command that fetches dependencies without the sources.
    pub instead: Option<String>,
}

/// What a step does.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum StepKind {
    /// Fetches dependencies.
    Install,
    /// Compiles with a toolchain that the run time does not need.
    Compile,
    /// Turns sources of an interpreted language into others.
    Build,
}

static STEPS: LazyLock<Vec<Step>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct Table {
        step: Vec<Step>,
    }
    toml::from_str::<Table>(include_str!("ecosystems.toml")).map(|table| table.step).unwrap_or_default()
});

/// The words of a command with the step that it is.
type Known = (&'static [String], &'static Step);

/// The commands of all steps, by their program.
static BY_PROGRAM: LazyLock<HashMap<&'static str, Vec<Known>>> = LazyLock::new(|| {
    let mut found: HashMap<&str, Vec<_>> = HashMap::new();
    for (run, step) in STEPS.iter().flat_map(|step| step.run.iter().map(move |run| (run.as_slice(), step))) {
        if let Some(program) = run.first() {
            found.entry(program).or_default().push((run, step));
        }
    }
    found
});

/// The step that begins with these words; the longest match counts. Options between the words do not.
pub fn step(words: &[&str]) -> Option<&'static Step> {
    BY_PROGRAM.get(*words.first()?)?;
    let plain: Vec<&str> = words
        .iter()
        .enumerate()
        .filter(|(at, word)| *at == 0 || !word.starts_with('-') || is_subcommand(words, *at))
        .map(|(_, word)| *word)
        .collect();
    let fits = |run: &[String]| run.len() <= plain.len() && run.iter().zip(&plain).all(|(known, word)| known == word);
    let candidates = BY_PROGRAM.get(*words.first()?)?.iter();
    candidates.filter(|(run, _)| fits(run)).max_by_key(|(run, _)| run.len()).map(|(_, step)| *step)
}

/// `-m pip` and `--build` are what the command does, not how.
fn is_subcommand(words: &[&str], at: usize) -> bool {
    at == 1 && matches!(words[1], "-m" | "--build" | "-r")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_known_by_their_leading_words() {
        let name = |words: &[&str]| step(words).map(|step| format!("{} {:?}", step.ecosystem, step.kind));
        assert_eq!(name(&["npm", "ci", "--omit=dev"]).as_deref(), Some("npm Install"));
        assert_eq!(name(&["npm", "--loglevel=error", "run", "build"]).as_deref(), Some("npm Build"));
        assert_eq!(name(&["python3", "-m", "pip", "install", "x"]).as_deref(), Some("pip Install"));
        assert_eq!(name(&["mvn", "-B", "package"]).as_deref(), Some("maven Compile"));
        assert_eq!(name(&["cmake", "--build", "."]).as_deref(), Some("c Compile"));
        assert_eq!(name(&["npm", "test"]), None);
        assert_eq!(name(&["cmake", "."]), None);
    }
}
