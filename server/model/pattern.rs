//! Owns the patterns of `${x#pattern}`, `${x%pattern}` and `${x/pattern/text}`.
//!
//! Only `*` and `?` are special, and an escape character before one makes it plain (BuildKit, shell/lex.go).

#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    Any,
    One,
    Char(char),
}

fn pieces(pattern: &str) -> Vec<Piece> {
    let mut chars = pattern.chars();
    let mut pieces = Vec::new();
    while let Some(c) = chars.next() {
        pieces.push(match c {
            '*' => Piece::Any,
            '?' => Piece::One,
            '\\' => Piece::Char(chars.next().unwrap_or('\\')),
            _ => Piece::Char(c),
        });
    }
    pieces
}

/// Lengths, in characters, of the prefixes of `text` that match, ascending. Work is the product of both lengths.
fn prefixes(text: &[char], pattern: &[Piece]) -> Vec<usize> {
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for piece in pattern {
        let mut next = vec![false; text.len() + 1];
        let mut any = false;
        for at in 0..=text.len() {
            match piece {
                Piece::Any => {
                    any |= reached[at];
                    next[at] = any;
                }
                Piece::One if at > 0 => next[at] = reached[at - 1],
                Piece::Char(c) if at > 0 => next[at] = reached[at - 1] && text[at - 1] == *c,
                _ => {}
            }
        }
        reached = next;
    }
    (0..=text.len()).filter(|at| reached[*at]).collect()
}

/// Steps that a match may take. Values and patterns of real files need a few thousand at most.
const BUDGET: usize = 1_000_000;

/// Takes the shortest or longest match off the front or the back. None when that would take too many steps.
pub fn trim(value: &str, pattern: &str, front: bool, longest: bool) -> Option<String> {
    let mut text: Vec<char> = value.chars().collect();
    let mut pattern = pieces(pattern);
    if text.len() * pattern.len() > BUDGET {
        return None;
    }
    if !front {
        text.reverse();
        pattern.reverse();
    }
    let matches = prefixes(&text, &pattern);
    let Some(length) = (if longest { matches.last() } else { matches.first() }) else { return Some(value.to_owned()) };
    let rest = &text[*length..];
    Some(if front { rest.iter().collect() } else { rest.iter().rev().collect() })
}

/// Puts `replacement` in place of the first longest match, or of all of them. None when that would take too many steps.
pub fn replace(value: &str, pattern: &str, replacement: &str, all: bool) -> Option<String> {
    let text: Vec<char> = value.chars().collect();
    let pattern = pieces(pattern);
    if text.len() * text.len() * pattern.len() > BUDGET {
        return None;
    }
    let mut result = String::new();
    let mut at = 0;
    let mut done = false;
    while at < text.len() {
        let length = if done { 0 } else { prefixes(&text[at..], &pattern).last().copied().unwrap_or(0) };
        if length == 0 {
            result.push(text[at]);
            at += 1;
        } else {
            result.push_str(replacement);
            at += length;
            done = !all;
        }
    }
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortest_and_longest_matches_at_both_ends() {
        assert_eq!(trim("/a/b/c", "*/", true, false).as_deref(), Some("a/b/c"));
        assert_eq!(trim("/a/b/c", "*/", true, true).as_deref(), Some("c"));
        assert_eq!(trim("/a/b/c", "/*", false, false).as_deref(), Some("/a/b"));
        assert_eq!(trim("/a/b/c", "x", false, false).as_deref(), Some("/a/b/c"));
        assert_eq!(trim("a*b", r"a\*", true, true).as_deref(), Some("b"));
    }

    #[test]
    fn the_first_or_every_match_is_replaced() {
        assert_eq!(replace("aXbX", "X", "-", false).as_deref(), Some("a-bX"));
        assert_eq!(replace("aXbX", "?X", "-", true).as_deref(), Some("--"));
        assert_eq!(replace("abc", "", "-", true).as_deref(), Some("abc"));
    }
}
