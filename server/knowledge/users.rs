//! Owns what is known of the users of images: whom they run as, and which account an application can use instead.

use std::sync::LazyLock;

use serde::Deserialize;

use super::image_reference::ImageReference;
use super::images::catalogue_name;
use super::patterns::{Patterns, fits};

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

static TABLE: LazyLock<Vec<Users>> = LazyLock::new(|| toml::from_str::<Table>(USERS).unwrap_or_default().image);

static REPOSITORIES: LazyLock<Patterns> =
    LazyLock::new(|| Patterns::new(TABLE.iter().enumerate().flat_map(|(row, users)| users.repos.iter().map(move |name| (name.as_str(), row)))));

/// The users of an image, by its name and tag.
pub fn users(image: &ImageReference) -> Option<&'static Users> {
    let tag = image.tag().unwrap_or("latest");
    let of_tag = |row: &usize| TABLE[*row].tags.is_empty() || TABLE[*row].tags.iter().any(|pattern| fits(pattern, tag));
    REPOSITORIES.rows(catalogue_name(image)).filter(of_tag).min().map(|row| &TABLE[row])
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
        assert!(TABLE.iter().all(|row| !row.repos.is_empty()));
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
