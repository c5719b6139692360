//! Owns the table of libraries that belong to packages with headers.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Libraries by release, by package with headers.
static LIBRARIES: LazyLock<HashMap<String, HashMap<String, Vec<String>>>> =
    LazyLock::new(|| toml::from_str(include_str!("runtime_libraries.toml")).unwrap_or_default());

/// What a program needs at run time that was built with a package, in a release of Debian such as `bookworm`.
pub fn runtime_libraries(package: &str, suite: &str) -> Option<&'static [String]> {
    LIBRARIES.get(package)?.get(suite).map(Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_follow_the_release() {
        assert_eq!(runtime_libraries("libssl-dev", "bookworm").expect("known"), ["libssl3"]);
        assert_eq!(runtime_libraries("libssl-dev", "trixie").expect("known"), ["libssl3t64"]);
        assert_eq!(runtime_libraries("libssl-dev", "sid"), None);
    }
}
