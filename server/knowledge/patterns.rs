//! Owns lists of names and patterns that say which row of a table something belongs to.
//!
//! Names are found by hashing, and patterns are compared as they stand: compiling them would cost more than all comparisons of a session.

use std::collections::HashMap;

/// Patterns with the rows that they belong to. `*` stands for anything but a slash.
#[derive(Default)]
pub struct Patterns {
    names: HashMap<Box<str>, Vec<usize>>,
    patterns: Vec<(Box<str>, usize)>,
}

impl Patterns {
    /// Takes patterns, each with its row.
    pub fn new<'a>(list: impl IntoIterator<Item = (&'a str, usize)>) -> Self {
        let mut found = Self::default();
        for (text, row) in list {
            if is_pattern(text) {
                found.patterns.push((text.into(), row));
            } else {
                found.names.entry(text.into()).or_default().push(row);
            }
        }
        found
    }

    /// The rows that fit, in no order; a row comes as often as it fits.
    pub fn rows(&self, text: &str) -> impl Iterator<Item = usize> {
        let named = self.names.get(text).into_iter().flatten().copied();
        named.chain(self.patterns.iter().filter(move |(pattern, _)| fits(pattern, text)).map(|(_, row)| *row))
    }

    /// The first row that fits.
    pub fn first(&self, text: &str) -> Option<usize> {
        self.rows(text).min()
    }
}

/// Whether a text is what a pattern stands for.
pub fn fits(pattern: &str, text: &str) -> bool {
    let Some(first) = pattern.find(WILD) else { return pattern == text };
    // What stands before the first wildcard and behind the last one tells most texts apart at once.
    let last = pattern.rfind(WILD).map_or(pattern.len(), |at| at + 1);
    // The slash of `**/` goes with its stars, which may stand for nothing.
    let (head, tail) = (&pattern[..first], pattern[last..].trim_start_matches('/'));
    let parts = text.starts_with(head) && text.ends_with(tail);
    parts && fast_glob::glob_match(pattern, text)
}

const WILD: [char; 6] = ['*', '?', '[', '{', ']', '}'];

fn is_pattern(text: &str) -> bool {
    text.contains(WILD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_patterns_lead_to_their_rows() {
        let patterns = Patterns::new([("id_rsa", 2), ("*.pem", 1), ("gcc-[0-9]*", 0), ("**/.aws/credentials", 3)]);
        assert_eq!(patterns.first("id_rsa"), Some(2));
        assert_eq!(patterns.first("a.pem"), Some(1));
        assert_eq!(patterns.first("gcc-12"), Some(0));
        assert_eq!(patterns.first(".aws/credentials"), Some(3));
        assert_eq!(patterns.first("home/x/.aws/credentials"), Some(3));
        assert_eq!(patterns.first("gcc-x"), None);
    }
}
