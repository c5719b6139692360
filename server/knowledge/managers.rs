//! Owns the table of package managers that install packages by name.

use std::sync::LazyLock;

use serde::Deserialize;

/// A package manager.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Manager {
    /// Short name, such as `apt`.
    pub id: String,
    /// Programs that are it.
    pub programs: Vec<String>,
    /// Subcommands that install packages.
    pub install: Vec<String>,
    /// Subcommands that fetch the lists of packages.
    #[serde(default)]
    pub update: Vec<String>,
    /// Subcommands that bring everything up to date.
    #[serde(default)]
    pub upgrade: Vec<String>,
    /// Subcommands that remove packages.
    pub remove: Vec<String>,
    /// Options that answer all questions with yes; empty when it asks none.
    pub yes: Vec<String>,
    /// The letter that does so among clustered short options.
    pub short_yes: Option<char>,
    /// Options that take the next word as their value.
    pub values: Vec<String>,
    /// Directories worth a cache mount, for root.
    pub caches: Vec<String>,
    /// Directories that an installation leaves filled, for root.
    pub leftovers: Vec<String>,
    /// Commands that empty them.
    pub clean: Vec<Vec<String>>,
    /// Options with which nothing is left.
    #[serde(default)]
    pub lean: Vec<String>,
    /// Variables with which nothing is left, whatever their value unless it says no.
    #[serde(default)]
    pub lean_env: Vec<String>,
    /// Signs between a package and its version.
    pub version: Vec<String>,
    /// Whether it installs into the operating system.
    #[serde(default)]
    pub system: bool,
}

static MANAGERS: LazyLock<Vec<Manager>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct Table {
        manager: Vec<Manager>,
    }
    toml::from_str::<Table>(include_str!("managers.toml")).map(|table| table.manager).unwrap_or_default()
});

/// The manager that a program is.
pub fn by_program(name: &str) -> Option<&'static Manager> {
    MANAGERS.iter().find(|manager| manager.programs.iter().any(|program| program == name))
}

/// The manager of that short name.
pub fn by_id(id: &str) -> Option<&'static Manager> {
    MANAGERS.iter().find(|manager| manager.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_read() {
        assert!(MANAGERS.len() > 10);
        assert_eq!(by_program("microdnf").map(|manager| manager.id.as_str()), Some("dnf"));
    }
}
