//! Owns the image catalogue: configuration, suite and libc of known base images, and what kind of image each is.
//!
//! The tables are TOML that people edit. A repository's rows are read when the repository is first asked for, so that starting costs nothing.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use serde::Deserialize;

use super::builder::DEFAULT_PATH;
use super::image_reference::ImageReference;
use super::patterns::{Patterns, fits};

const IMAGES: &str = include_str!("images.toml");
const FAMILIES: &str = include_str!("families.toml");

/// What a known image brings along.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageFacts {
    /// Distribution suite, such as `bookworm` or `alpine3.20`.
    pub suite: String,
    /// `glibc`, `musl` or `none`.
    pub libc: String,
    /// Environment in order; a name without value is set, but differs from version to version. None when the environment is not known.
    pub env: Option<Vec<(String, Option<String>)>>,
    /// User.
    pub user: Option<String>,
    /// Working directory; `/` when the image sets none.
    pub workdir: Option<String>,
    /// SHELL setting.
    pub shell: Option<Vec<String>>,
    /// Entrypoint.
    pub entrypoint: Option<Vec<String>>,
    /// Command.
    pub cmd: Option<Vec<String>>,
    /// Exposed ports.
    pub expose: Vec<String>,
    /// Volumes.
    pub volume: Vec<String>,
    /// Stop signal.
    pub stop_signal: Option<String>,
}

/// What kind of image it is.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Family {
    repos: Vec<String>,
    tags: Vec<String>,
    /// `toolchain`, `runtime`, `base`, `service` or `empty`.
    pub kind: String,
    /// Rough size of the uncompressed image.
    pub megabytes: Option<u32>,
    /// Shell at `/bin/sh`, or `none`.
    pub shell: Option<String>,
    /// Smaller image for the run time, in words.
    pub counterpart: Option<String>,
    /// Operating system, when it is not Linux.
    pub os: Option<String>,
    /// True when what is in the image has to be there at run time too, as the program is interpreted.
    #[serde(default)]
    pub interpreter: bool,
}

#[derive(Deserialize)]
struct Row {
    variant: String,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    exact: Vec<String>,
    suite: String,
    libc: String,
    env: Option<Vec<String>>,
    user: Option<String>,
    workdir: Option<String>,
    shell: Option<Vec<String>>,
    entrypoint: Option<Vec<String>>,
    cmd: Option<Vec<String>>,
    #[serde(default)]
    expose: Vec<String>,
    #[serde(default)]
    volume: Vec<String>,
    stopsignal: Option<String>,
}

#[derive(Default, Deserialize)]
struct Rows {
    #[serde(default)]
    image: Vec<Row>,
}

/// Facts of an image, if its repository and tag are in the catalogue. An image that is pinned by digest only is not: nothing says which version it is.
pub fn lookup(image: &ImageReference) -> Option<&'static ImageFacts> {
    let tag = match (image.tag(), image.digest()) {
        (Some(tag), _) => tag,
        (None, None) => "latest",
        (None, Some(_)) => return None,
    };
    let known = REPOSITORIES.get(catalogue_name(image))?.read();
    let row = known.tags.get(tag).copied().or_else(|| known.rows.iter().position(|row| row.has_version(tag)))?;
    known.facts.get(row)
}

/// Whether the repository of an image is in the tables at all.
pub fn is_catalogued(image: &ImageReference) -> bool {
    REPOSITORIES.contains_key(catalogue_name(image)) || family(image).is_some()
}

/// What kind of image it is, by name and tag. The first row that fits counts.
pub fn family(image: &ImageReference) -> Option<&'static Family> {
    let tag = image.tag().unwrap_or("latest");
    let of_tag = |row: &usize| FAMILY_TABLE[*row].tags.iter().any(|pattern| fits(pattern, tag));
    FAMILY_NAMES.rows(catalogue_name(image)).filter(of_tag).min().map(|row| &FAMILY_TABLE[row])
}

static FAMILY_TABLE: LazyLock<Vec<Family>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct Table {
        family: Vec<Family>,
    }
    toml::from_str::<Table>(FAMILIES).map(|table| table.family).unwrap_or_default()
});

static FAMILY_NAMES: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(FAMILY_TABLE.iter().enumerate().flat_map(|(row, family)| family.repos.iter().map(move |name| (name.as_str(), row))))
});

/// The name without the prefixes of architectures and mirrors that serve the same official images.
pub(super) fn catalogue_name(image: &ImageReference) -> &str {
    const PREFIXES: [&str; 9] =
        ["amd64/", "arm64v8/", "arm32v7/", "i386/", "ppc64le/", "s390x/", "riscv64/", "public.ecr.aws/docker/library/", "mirror.gcr.io/library/"];
    let name = image.familiar_name();
    PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name)
}

/// The part of the table that belongs to a repository, read when it is first asked for.
struct Repository {
    text: &'static str,
    known: OnceLock<Known>,
}

/// The rows of a repository, the facts of each, and the row of each tag.
#[derive(Default)]
struct Known {
    rows: Vec<Row>,
    facts: Vec<ImageFacts>,
    tags: HashMap<String, usize>,
}

impl Repository {
    fn read(&self) -> &Known {
        self.known.get_or_init(|| {
            let rows = toml::from_str::<Rows>(self.text).unwrap_or_default().image;
            let mut tags = HashMap::new();
            for (index, row) in rows.iter().enumerate() {
                for tag in &row.tags {
                    tags.entry(tag.clone()).or_insert(index);
                }
            }
            Known { facts: rows.iter().map(Row::facts).collect(), rows, tags }
        })
    }
}

/// Finds the blocks of each repository, which stand together, without reading them.
static REPOSITORIES: LazyLock<HashMap<&'static str, Repository>> = LazyLock::new(|| {
    let mut found: HashMap<&'static str, Repository> = HashMap::new();
    let mut open: Option<(&'static str, usize)> = None;
    let blocks = IMAGES.match_indices("[[image]]\n").map(|(at, header)| (at, IMAGES[at + header.len()..].split('"').nth(1).unwrap_or_default()));
    for (at, name) in blocks.chain([(IMAGES.len(), "")]) {
        if let Some((repository, start)) = open.filter(|(repository, _)| *repository != name) {
            found.insert(repository, Repository { text: &IMAGES[start..at], known: OnceLock::new() });
            open = None;
        }
        open.get_or_insert((name, at));
    }
    found
});

impl Row {
    /// Whether a tag with a full version falls into one of the row's ranges.
    fn has_version(&self, tag: &str) -> bool {
        let version =
            if self.variant.is_empty() { Some(tag) } else { tag.strip_suffix(self.variant.as_str()).and_then(|version| version.strip_suffix('-')) };
        version.and_then(parse_version).is_some_and(|version| self.exact.iter().any(|range| in_range(range, version)))
    }

    fn facts(&self) -> ImageFacts {
        let env = self.env.as_ref().map(|env| env.iter().map(|entry| env_entry(entry)).collect());
        ImageFacts {
            suite: self.suite.clone(),
            libc: self.libc.clone(),
            env,
            user: self.user.clone(),
            workdir: self.workdir.clone(),
            shell: self.shell.clone(),
            entrypoint: self.entrypoint.clone(),
            cmd: self.cmd.clone(),
            expose: self.expose.clone(),
            volume: self.volume.clone(),
            stop_signal: self.stopsignal.clone(),
        }
    }
}

fn env_entry(entry: &str) -> (String, Option<String>) {
    match entry.split_once('=') {
        Some((name, value)) => (name.to_owned(), Some(value.replace("$PATH", DEFAULT_PATH))),
        None => (entry.to_owned(), None),
    }
}

fn parse_version(text: &str) -> Option<[u32; 3]> {
    let mut parts = text.split('.').map(str::parse);
    let version = [parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?];
    parts.next().is_none().then_some(version)
}

fn in_range(range: &str, version: [u32; 3]) -> bool {
    let (first, last) = range.split_once("..").unwrap_or((range, range));
    matches!((parse_version(first), parse_version(last)), (Some(first), Some(last)) if first <= version && version <= last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(text: &str) -> Option<&'static ImageFacts> {
        lookup(&ImageReference::parse(text).expect(text))
    }

    #[test]
    fn a_full_version_keeps_the_suite_that_it_was_built_on() {
        assert_eq!(facts("golang:1.24").expect("known").suite, "trixie");
        assert_eq!(facts("golang:1.24.5").expect("known").suite, "bookworm");
        assert_eq!(facts("docker.io/library/node:22.5.0-slim").expect("known").suite, "bookworm");
    }

    #[test]
    fn what_is_not_listed_is_not_known() {
        assert_eq!(facts("golang:0.1"), None);
        assert_eq!(facts("example.com/app:1"), None);
        assert_eq!(facts(&format!("golang@sha256:{}", "a".repeat(64))), None);
    }

    #[test]
    fn every_row_can_be_read() {
        let whole: Rows = toml::from_str(IMAGES).expect("valid TOML");
        let one_by_one: usize = REPOSITORIES.values().map(|repository| repository.read().rows.len()).sum();
        assert_eq!(one_by_one, whole.image.len(), "the rows of a repository stand together");
        assert_eq!(FAMILY_TABLE.len(), FAMILIES.matches("[[family]]").count());
    }

    #[test]
    fn kinds_are_told_by_name_and_tag() {
        let kind = |text: &str| family(&ImageReference::parse(text).expect(text)).map(|family| family.kind.as_str());
        assert_eq!(kind("golang:1.24-alpine"), Some("toolchain"));
        assert_eq!(kind("node:22-slim"), Some("runtime"));
        assert_eq!(kind("gcr.io/distroless/static-debian13:nonroot"), Some("runtime"));
        assert_eq!(kind("example.com/x"), None);
    }
}
