//! Owns what is known of the users of images: whom they run as, and which account an application can use instead.

use std::sync::LazyLock;

use globset::{Glob, GlobMatcher, GlobSet, GlobSetBuilder};
use serde::Deserialize;

use super::image_reference::ImageReference;
use super::images::catalogue_name;

const USERS: &str = include_str!("users.toml");

/// The users of an image.
#[derive(Debug, Deserialize)]
pub struct Users {
    repos: Vec<String>,
    #[serde(default)]
    tags: Vec<String>,
    /// The account of the image's configuration.
    pub user: String,
    /// An account without special rights, in the form that USER takes.
    pub account: Option<String>,
    /// The number of the account, when it is a name.
    pub uid: Option<String>,
    /// True when the image's own entrypoint starts the program as somebody else.
    #[serde(default)]
    pub drops: bool,
}

#[derive(Default, Deserialize)]
struct Table {
    image: Vec<Users>,
}

/// A row with the compiled globs of its repositories and tags.
type Row = (Vec<GlobMatcher>, Vec<GlobMatcher>, Users);

static TABLE: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let globs = |texts: &[String]| texts.iter().filter_map(|text| Glob::new(text).ok()).map(|glob| glob.compile_matcher()).collect();
    let rows = toml::from_str::<Table>(USERS).unwrap_or_default().image;
    rows.into_iter().map(|row| (globs(&row.repos), globs(&row.tags), row)).collect()
});

/// The names of all rows, so that an image without one is told at once.
static NAMES: LazyLock<GlobSet> = LazyLock::new(|| {
    let mut builder = GlobSetBuilder::new();
    for glob in TABLE.iter().flat_map(|(repos, ..)| repos) {
        builder.add(glob.glob().clone());
    }
    builder.build().unwrap_or_default()
});

/// The users of an image, by its name and tag.
pub fn users(image: &ImageReference) -> Option<&'static Users> {
    let (name, tag) = (catalogue_name(image), image.tag().unwrap_or("latest"));
    if !NAMES.is_match(name) {
        return None;
    }
    let fits = |globs: &[GlobMatcher], text: &str| globs.iter().any(|glob| glob.is_match(text));
    TABLE.iter().find(|(repos, tags, _)| fits(repos, name) && (tags.is_empty() || fits(tags, tag))).map(|(_, _, row)| row)
}

/// True when USER means root, by name or number, whatever the group.
pub fn is_root(user: &str) -> bool {
    matches!(user.split(':').next().map(str::trim), Some("root" | "0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_can_be_read() {
        assert_eq!(TABLE.len(), USERS.matches("[[image]]").count());
        assert!(TABLE.iter().all(|(repos, tags, row)| repos.len() == row.repos.len() && tags.len() == row.tags.len()));
    }

    #[test]
    fn the_first_row_that_fits_counts() {
        let user = |text: &str| users(&ImageReference::parse(text).expect(text)).map(|row| (row.user.as_str(), row.account.as_deref()));
        assert_eq!(user("node:24-alpine"), Some(("root", Some("node"))));
        assert_eq!(user("gcr.io/distroless/static-debian13:nonroot"), Some(("65532", None)));
        assert_eq!(user("mcr.microsoft.com/dotnet/aspnet:6.0"), None);
        assert_eq!(user("example.com/app"), None);
    }
}
