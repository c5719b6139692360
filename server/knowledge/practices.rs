//! Owns the table of good practices that hovers explain where they are followed.

use std::sync::LazyLock;

use serde::Deserialize;

use super::patterns::fits;

/// A practice and where it shows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Practice {
    on: Place,
    #[serde(default)]
    programs: Vec<String>,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    run: Vec<Vec<String>>,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    values: Vec<String>,
    #[serde(default)]
    kinds: Vec<String>,
    #[serde(default)]
    paths: Vec<String>,
    /// A few words.
    pub title: String,
    /// Why it is good.
    pub text: String,
    /// The rule whose page has more to read.
    pub rule: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Place {
    Option,
    Command,
    Variable,
    Mount,
    Copy,
    Stage,
}

static PRACTICES: LazyLock<Vec<Practice>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct Table {
        practice: Vec<Practice>,
    }
    toml::from_str::<Table>(include_str!("practices.toml")).map(|table| table.practice).unwrap_or_default()
});

fn find(on: Place, fits: impl Fn(&Practice) -> bool) -> Option<&'static Practice> {
    PRACTICES.iter().find(|practice| practice.on == on && fits(practice))
}

/// On an option of a program, with or without a value behind `=`.
pub fn option(program: &str, word: &str) -> Option<&'static Practice> {
    let name = word.split('=').next().unwrap_or(word);
    find(Place::Option, |practice| practice.programs.iter().any(|known| known == program) && practice.words.iter().any(|known| known == name))
}

/// On a command, by its words without options, and how many of them tell it.
pub fn command(words: &[&str]) -> Option<(&'static Practice, usize)> {
    let length = |practice: &Practice| {
        practice.run.iter().filter(|run| words.len() >= run.len() && run.iter().zip(words).all(|(known, word)| known == word)).map(Vec::len).max()
    };
    let practice = find(Place::Command, |practice| length(practice).is_some())?;
    Some((practice, length(practice)?))
}

/// On a variable that is set to a value.
pub fn variable(name: &str, value: &str) -> Option<&'static Practice> {
    find(Place::Variable, |practice| {
        practice.names.iter().any(|known| known == name) && (practice.values.is_empty() || practice.values.iter().any(|known| known == value))
    })
}

/// On a kind of mount.
pub fn mount(kind: &str) -> Option<&'static Practice> {
    find(Place::Mount, |practice| practice.kinds.iter().any(|known| known == kind))
}

/// On a file that is copied, by the last part of its path.
pub fn copied(name: &str) -> Option<&'static Practice> {
    find(Place::Copy, |practice| practice.paths.iter().any(|path| fits(path, name)))
}

/// On the name of a stage, by any of its parts.
pub fn stage(name: &str) -> Option<&'static Practice> {
    let parts: Vec<&str> = name.split(['-', '_', '.']).collect();
    find(Place::Stage, |practice| practice.names.iter().any(|known| parts.contains(&known.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn practices_are_found_at_their_places() {
        assert!(PRACTICES.len() > 25);
        assert!(option("go", "-ldflags=-s").is_some() && option("gcc", "-ldflags").is_none());
        assert_eq!(command(&["npm", "ci"]).map(|(_, words)| words), Some(2));
        assert!(variable("CGO_ENABLED", "0").is_some() && variable("CGO_ENABLED", "2").is_none());
        assert!(copied("requirements-dev.txt").is_some() && copied("main.go").is_none());
        assert!(stage("go-builder").is_some() && stage("x").is_none());
    }
}
