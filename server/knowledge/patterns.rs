//! Owns lists of names and patterns that say which row of a table something belongs to.
//!
//! Names are found by hashing, and patterns are compared as they stand: compiling them would cost more than all comparisons of a session.

use std::collections::HashMap;

/// Patterns with the rows that they belong to. `*` stands for anything but a slash.
#[derive(Default)]
pub struct Patterns {
    names: HashMap<Box<str>, Vec<usize>>,
    patterns: Vec<Pattern>,
}

impl Patterns {
    /// Takes patterns, each with its row.
    pub fn new<'a>(list: impl IntoIterator<Item = (&'a str, usize)>) -> Self {
        let mut found = Self::default();
        for (text, row) in list {
            if is_pattern(text) {
                found.patterns.push(Pattern::new(text, row));
            } else {
                found.names.entry(text.into()).or_default().push(row);
            }
        }
        found
    }

    /// The rows that fit, in no order; a row comes as often as it fits.
    pub fn rows(&self, text: &str) -> impl Iterator<Item = usize> {
        let named = self.names.get(text).into_iter().flatten().copied();
        named.chain(self.patterns.iter().filter(move |pattern| pattern.fits(text)).map(|pattern| pattern.row))
    }

    /// The first row that fits.
    pub fn first(&self, text: &str) -> Option<usize> {
        self.rows(text).min()
    }
}

/// A pattern, with the bytes that its texts begin and end with: they tell most texts apart at once.
struct Pattern {
    text: Box<str>,
    head: usize,
    tail: usize,
    row: usize,
}

impl Pattern {
    fn new(text: &str, row: usize) -> Self {
        let (head, tail) = ends(text);
        Self { text: text.into(), head, tail, row }
    }

    fn fits(&self, text: &str) -> bool {
        matches(&self.text, (self.head, self.tail), text)
    }
}

/// Whether a text is what a pattern stands for.
pub fn fits(pattern: &str, text: &str) -> bool {
    pattern == text || (is_pattern(pattern) && matches(pattern, ends(pattern), text))
}

/// Where the first wildcard begins, and where what follows the last one begins.
fn ends(pattern: &str) -> (usize, usize) {
    let head = pattern.find(WILD).unwrap_or(pattern.len());
    let last = pattern.rfind(WILD).map_or(pattern.len(), |at| at + 1);
    // The slash of `**/` goes with its stars, which may stand for nothing.
    (head, pattern.len() - pattern[last..].trim_start_matches('/').len())
}

fn matches(pattern: &str, (head, tail): (usize, usize), text: &str) -> bool {
    text.ends_with(&pattern[tail..]) && text.starts_with(&pattern[..head]) && fast_glob::glob_match(pattern, text)
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
