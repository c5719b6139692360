//! Owns what a project says of itself that rules may look at: plain data, which `analysis` reads from the configuration.

use std::collections::BTreeMap;

/// The options of one file. Everything has a default, under which a rule says what holds for everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Registries that images may come from, `*` at either end standing for anything; empty means that all may be used.
    pub trusted_registries: Vec<String>,
    /// Labels with the format that their values must have.
    pub label_schema: BTreeMap<String, LabelFormat>,
    /// Whether labels outside of the schema are wrong.
    pub strict_labels: bool,
    /// Whether the file builds a tool or a development image, which nobody ships.
    pub dev_image: bool,
    /// Names of build contexts that the build is given besides its own.
    pub build_contexts: Vec<String>,
    /// The stage that is built, where it is not the last one.
    pub target: Option<String>,
    /// The program that builds.
    pub builder: Builder,
}

impl Options {
    /// Whether images may come from a registry.
    pub fn trusts(&self, registry: &str) -> bool {
        let fits = |pattern: &String| match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
            _ if pattern == "*" => true,
            (Some(_), Some(rest)) => registry.contains(&rest[1..]),
            (Some(end), None) => registry.ends_with(end),
            (None, Some(start)) => registry.starts_with(start),
            (None, None) => registry == pattern,
        };
        self.trusted_registries.is_empty() || self.trusted_registries.iter().any(fits)
    }
}

/// What the value of a label must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelFormat {
    /// Any text that is not empty.
    Text,
    /// Any text.
    RawText,
    /// An absolute URL.
    Url,
    /// A date and time as in RFC 3339.
    Rfc3339,
    /// An SPDX licence expression.
    Spdx,
    /// A Git commit, in full or abbreviated.
    Hash,
    /// A semantic version.
    Semver,
    /// An address for mail.
    Email,
}

impl LabelFormat {
    /// All formats with their names.
    pub const ALL: [(&'static str, Self); 8] = [
        ("text", Self::Text),
        ("rawtext", Self::RawText),
        ("url", Self::Url),
        ("rfc3339", Self::Rfc3339),
        ("spdx", Self::Spdx),
        ("hash", Self::Hash),
        ("semver", Self::Semver),
        ("email", Self::Email),
    ];
}

/// The program that builds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Builder {
    /// BuildKit, on its own or in Docker.
    #[default]
    BuildKit,
    /// Buildah, also in Podman.
    Buildah,
    /// Kaniko.
    Kaniko,
    /// Docker's builder before BuildKit.
    Classic,
}

impl Builder {
    /// All builders with their names.
    pub const ALL: [(&'static str, Self); 4] =
        [("buildkit", Self::BuildKit), ("buildah", Self::Buildah), ("kaniko", Self::Kaniko), ("classic", Self::Classic)];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_at_either_end_stands_for_anything() {
        let trusts = |pattern: &str, registry| Options { trusted_registries: vec![pattern.to_owned()], ..Options::default() }.trusts(registry);
        assert!(trusts("docker.io", "docker.io") && !trusts("docker.io", "ghcr.io"));
        assert!(trusts("*.corp.example", "eu.corp.example") && !trusts("*.corp.example", "corp.example.org"));
        assert!(trusts("registry.*", "registry.example") && trusts("*corp*", "eu.corp.example") && trusts("*", "anything"));
        assert!(Options::default().trusts("anything"));
    }
}
