//! Owns what is known of the life of images: current tags, ended releases and images that were given up, all judged at one date.

use std::sync::LazyLock;

use serde::Deserialize;

use super::image_reference::ImageReference;
use super::images::catalogue_name;
use super::patterns::{Patterns, fits};

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

static TABLE: LazyLock<Table> = LazyLock::new(|| toml::from_str(RELEASES).unwrap_or_default());

static GIVEN_UP: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(TABLE.deprecated.iter().enumerate().flat_map(|(row, image)| image.repos.iter().map(move |name| (name.as_str(), row))))
});

/// The tag that a new Dockerfile would name today.
pub fn current_tag(image: &ImageReference) -> Option<&'static str> {
    TABLE.current.iter().find(|row| row.repo == catalogue_name(image)).map(|row| row.tag.as_str())
}

/// What became of an image that was given up.
pub fn deprecated(image: &ImageReference) -> Option<&'static Deprecated> {
    let tag = image.tag().unwrap_or("latest");
    let of_tag = |row: &usize| TABLE.deprecated[*row].tags.is_empty() || TABLE.deprecated[*row].tags.iter().any(|pattern| fits(pattern, tag));
    GIVEN_UP.rows(catalogue_name(image)).filter(of_tag).min().map(|row| &TABLE.deprecated[row])
}

/// The release that a tag names, if it had ended when the table was judged.
pub fn ended(image: &ImageReference) -> Option<&'static Release> {
    let (name, tag) = (catalogue_name(image), image.tag()?);
    TABLE.release.iter().filter(|row| row.repo == name && row.end <= TABLE.judged).find(|row| row.tags.iter().any(|pattern| fits(pattern, tag)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_can_be_read() {
        let table: Table = toml::from_str(RELEASES).expect("valid TOML");
        assert_eq!(table.current.len(), RELEASES.matches("[[current]]").count());
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
