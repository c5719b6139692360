//! Owns the table of packages that serve to build software.

use std::sync::LazyLock;

use globset::{Glob, GlobSet, GlobSetBuilder};
use serde::Deserialize;

/// What a package is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Compilers, build systems and headers.
    Build,
    /// Tools that fetch something.
    Fetch,
}

#[derive(Deserialize)]
struct Table {
    build: Vec<String>,
    fetch: Vec<String>,
    not: Vec<String>,
}

struct Sets {
    build: GlobSet,
    fetch: GlobSet,
    not: GlobSet,
}

static SETS: LazyLock<Sets> = LazyLock::new(|| {
    let table = toml::from_str(include_str!("build_packages.toml")).unwrap_or(Table { build: Vec::new(), fetch: Vec::new(), not: Vec::new() });
    Sets { build: set(&table.build), fetch: set(&table.fetch), not: set(&table.not) }
});

fn set(globs: &[String]) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    for glob in globs.iter().filter_map(|glob| Glob::new(glob).ok()) {
        builder.add(glob);
    }
    builder.build().unwrap_or_default()
}

/// What a package of that name serves, its version left out; none when it may belong to the run time.
pub fn purpose(package: &str) -> Option<Purpose> {
    let name = package.split(['=', '<', '>', '~', ':']).next().unwrap_or(package);
    if SETS.not.is_match(name) {
        return None;
    }
    if SETS.build.is_match(name) {
        return Some(Purpose::Build);
    }
    SETS.fetch.is_match(name).then_some(Purpose::Fetch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_told_by_name() {
        for (name, expected) in [
            ("libpq-dev", Some(Purpose::Build)),
            ("gcc=4:12", Some(Purpose::Build)),
            ("git", Some(Purpose::Fetch)),
            ("libpq5", None),
            ("openjdk-17-jre-headless", None),
            ("openjdk17", Some(Purpose::Build)),
            ("openjdk17-jre", None),
        ] {
            assert_eq!(purpose(name), expected, "{name}");
        }
    }
}
