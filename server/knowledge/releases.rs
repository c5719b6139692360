//! Owns what is known of the life of images: current tags, ended releases and images that were given up, all judged at one date.

use std::sync::LazyLock;

use globset::{Glob, GlobMatcher, GlobSet, GlobSetBuilder};
use serde::Deserialize;

use super::image_reference::ImageReference;
use super::images::catalogue_name;

const RELEASES: &str = include_str!("releases.toml");

#[derive(Default, Deserialize)]
struct Table {
    judged: String,
    current: Vec<Current>,
    deprecated: Vec<Deprecated>,
    release: Vec<Release>,
}

#[derive(Deserialize)]
struct Current {
    repo: String,
    tag: String,
}

/// An image that was given up or has moved.
#[derive(Debug, Deserialize)]
pub struct Deprecated {
    repos: Vec<String>,
    #[serde(default)]
    tags: Vec<String>,
    /// What became of it, to be put behind its name.
    pub why: String,
    /// What to use today, in words or as a name.
    pub instead: String,
}

/// A release that no longer gets fixes.
#[derive(Debug, Deserialize)]
pub struct Release {
    repo: String,
    tags: Vec<String>,
    /// What it is, in words.
    pub name: String,
    /// Its last day, or that of the last release of the row.
    pub end: String,
}

/// Rows with their compiled globs.
struct Releases {
    table: Table,
    deprecated: Vec<(Vec<GlobMatcher>, Vec<GlobMatcher>)>,
    ended: Vec<Vec<GlobMatcher>>,
}

static TABLE: LazyLock<Releases> = LazyLock::new(|| {
    let table: Table = toml::from_str(RELEASES).unwrap_or_default();
    let deprecated = table.deprecated.iter().map(|row| (globs(&row.repos), globs(&row.tags))).collect();
    let ended = table.release.iter().map(|row| globs(&row.tags)).collect();
    Releases { table, deprecated, ended }
});

fn globs(texts: &[String]) -> Vec<GlobMatcher> {
    texts.iter().filter_map(|text| Glob::new(text).ok()).map(|glob| glob.compile_matcher()).collect()
}

/// The tag that a new Dockerfile would name today.
pub fn current_tag(image: &ImageReference) -> Option<&'static str> {
    TABLE.table.current.iter().find(|row| row.repo == catalogue_name(image)).map(|row| row.tag.as_str())
}

/// The names of all given-up images, so that any other is told at once.
static GIVEN_UP: LazyLock<GlobSet> = LazyLock::new(|| {
    let mut builder = GlobSetBuilder::new();
    for glob in TABLE.deprecated.iter().flat_map(|(repos, _)| repos) {
        builder.add(glob.glob().clone());
    }
    builder.build().unwrap_or_default()
});

/// What became of an image that was given up.
pub fn deprecated(image: &ImageReference) -> Option<&'static Deprecated> {
    let (name, tag) = (catalogue_name(image), image.tag().unwrap_or("latest"));
    if !GIVEN_UP.is_match(name) {
        return None;
    }
    let fits = |(repos, tags): &(Vec<GlobMatcher>, Vec<GlobMatcher>)| {
        repos.iter().any(|glob| glob.is_match(name)) && (tags.is_empty() || tags.iter().any(|glob| glob.is_match(tag)))
    };
    let row = TABLE.deprecated.iter().position(fits)?;
    TABLE.table.deprecated.get(row)
}

/// The release that a tag names, if it had ended when the table was judged.
pub fn ended(image: &ImageReference) -> Option<&'static Release> {
    let (name, tag) = (catalogue_name(image), image.tag()?);
    let rows = TABLE.table.release.iter().zip(&TABLE.ended);
    rows.filter(|(row, _)| row.repo == name && row.end <= TABLE.table.judged)
        .find(|(_, tags)| tags.iter().any(|glob| glob.is_match(tag)))
        .map(|(row, _)| row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_can_be_read() {
        let table: Table = toml::from_str(RELEASES).expect("valid TOML");
        assert_eq!(table.current.len(), RELEASES.matches("[[current]]").count());
        assert!(
            TABLE.deprecated.iter().zip(&table.deprecated).all(|(globs, row)| globs.0.len() == row.repos.len() && globs.1.len() == row.tags.len())
        );
        assert!(TABLE.ended.iter().zip(&table.release).all(|(globs, row)| globs.len() == row.tags.len()));
    }

    #[test]
    fn tags_are_matched_whole() {
        let end = |text: &str| ended(&ImageReference::parse(text).expect(text)).map(|release| release.end.as_str());
        assert_eq!(end("node:18-alpine"), Some("2026-06-01"));
        assert_eq!(end("node:22"), None);
        assert_eq!(end("alpine:3.2"), Some("2026-11-01"));
        assert_eq!(end("alpine:3.22"), None);
        assert_eq!(end("golang:1.2"), Some("2026-08-11"));
        assert_eq!(end("golang:1.26"), None);
        assert_eq!(end("debian"), None);
    }
}
