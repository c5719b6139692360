//! Owns the table of packages that serve to build software.

use std::sync::LazyLock;

use serde::Deserialize;

use super::patterns::Patterns;

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

/// Rows: what is none of them, what builds, what fetches.
static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let table = toml::from_str(include_str!("build_packages.toml")).unwrap_or(Table { build: Vec::new(), fetch: Vec::new(), not: Vec::new() });
    let lists = [&table.not, &table.build, &table.fetch];
    Patterns::new(lists.iter().enumerate().flat_map(|(row, list)| list.iter().map(move |pattern| (pattern.as_str(), row))))
});

/// What a package of that name serves, its version left out; none when it may belong to the run time.
pub fn purpose(package: &str) -> Option<Purpose> {
    let name = package.split(['=', '<', '>', '~', ':']).next().unwrap_or(package);
    match PATTERNS.first(name)? {
        1 => Some(Purpose::Build),
        2 => Some(Purpose::Fetch),
        _ => None,
    }
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
