//! Owns the reading of a word character by character: quotes, escapes and `${...}`.

use std::iter::Peekable;
use std::ops::Range;
use std::str::CharIndices;

use super::expansion::{Expansion, ExpansionError, ExpansionErrorKind, Lookup, Quoting, Use};

/// Nested `${a:-${b:-...}}` deeper than this counts as opaque. Real files nest two or three levels.
const DEEPEST_NESTING: usize = 64;

/// Longer values count as opaque: `ENV A=$A$A` doubles with each line.
const LONGEST_VALUE: usize = 64 * 1024;

pub(super) struct Lexer<'t, 'l, 'a> {
    length: usize,
    chars: Peekable<CharIndices<'t>>,
    escape: char,
    quoting: Quoting,
    lookup: &'l dyn Fn(&str) -> Lookup<'a>,
    out: Expansion,
    depth: usize,
}

type Part = Result<String, ExpansionError>;

impl<'t, 'l, 'a> Lexer<'t, 'l, 'a> {
    pub(super) fn new(word: &'t str, escape: char, quoting: Quoting, lookup: &'l dyn Fn(&str) -> Lookup<'a>) -> Self {
        let out = Expansion { certain: true, without_input: true, ..Expansion::default() };
        Self { length: word.len(), chars: word.char_indices().peekable(), escape, quoting, lookup, out, depth: 0 }
    }

    pub(super) fn run(mut self) -> Expansion {
        match self.until(None, false) {
            Ok(value) => self.out.value = value,
            Err(error) => {
                self.out.certain = false;
                self.out.error = (error.kind != ExpansionErrorKind::TooMuch).then_some(error);
            }
        }
        self.out
    }

    fn at(&mut self) -> usize {
        self.chars.peek().map_or(self.length, |(at, _)| *at)
    }

    fn peek(&mut self) -> Option<char> {
        self.chars.peek().map(|(_, c)| *c)
    }

    fn next(&mut self) -> Option<char> {
        self.chars.next().map(|(_, c)| c)
    }

    fn error(&mut self, kind: ExpansionErrorKind, start: usize) -> ExpansionError {
        let end = self.at();
        ExpansionError { kind, range: start..end.max(start), certain: true }
    }

    /// Reads up to a closing character, or to the end. `raw` keeps escape characters, for patterns.
    fn until(&mut self, stop: Option<char>, raw: bool) -> Part {
        let start = self.at();
        self.depth += 1;
        if self.depth > DEEPEST_NESTING {
            return Err(self.error(ExpansionErrorKind::TooMuch, start));
        }
        let mut value = String::new();
        while let Some(c) = self.peek() {
            if value.len() > LONGEST_VALUE {
                return Err(self.error(ExpansionErrorKind::TooMuch, start));
            }
            if Some(c) == stop {
                self.next();
                self.depth -= 1;
                return Ok(value);
            }
            match c {
                '$' => value += &self.dollar()?,
                '\'' if self.quoting == Quoting::Shell => value += &self.single_quoted()?,
                '"' if self.quoting == Quoting::Shell => value += &self.double_quoted()?,
                _ => {
                    self.next();
                    if c != self.escape {
                        value.push(c);
                        continue;
                    }
                    if raw {
                        value.push(c);
                    }
                    value.extend(self.next());
                }
            }
        }
        self.depth -= 1;
        match stop {
            None => Ok(value),
            Some(_) => Err(self.error(ExpansionErrorKind::MissingBrace, start)),
        }
    }

    fn single_quoted(&mut self) -> Part {
        let start = self.at();
        self.next();
        let mut value = String::new();
        loop {
            match self.next() {
                None => return Err(self.error(ExpansionErrorKind::UnmatchedQuote('\''), start)),
                Some('\'') => return Ok(value),
                Some(c) => value.push(c),
            }
        }
    }

    fn double_quoted(&mut self) -> Part {
        let start = self.at();
        self.next();
        let mut value = String::new();
        loop {
            if value.len() > LONGEST_VALUE {
                return Err(self.error(ExpansionErrorKind::TooMuch, start));
            }
            match self.peek() {
                None => return Err(self.error(ExpansionErrorKind::UnmatchedQuote('"'), start)),
                Some('"') => {
                    self.next();
                    return Ok(value);
                }
                Some('$') => value += &self.dollar()?,
                Some(mut c) => {
                    self.next();
                    if c == self.escape {
                        match self.peek() {
                            None => continue,
                            Some(next) if next == '"' || next == '$' || next == self.escape => {
                                self.next();
                                c = next;
                            }
                            Some(_) => {}
                        }
                    }
                    value.push(c);
                }
            }
        }
    }

    fn dollar(&mut self) -> Part {
        let start = self.at();
        self.next();
        if self.peek() != Some('{') {
            let name_start = self.at();
            let name = self.name();
            if name.is_empty() {
                return Ok("$".to_owned());
            }
            let name_range = name_start..self.at();
            self.record(&name, name_range.clone(), start..name_range.end, false);
            return Ok(self.value_of(&name));
        }
        self.next();
        match self.peek() {
            None => return Err(self.error(ExpansionErrorKind::MissingBrace, start)),
            Some('{' | '}' | ':') => {
                self.next();
                return Err(self.error(ExpansionErrorKind::BadSubstitution, start));
            }
            Some(_) => {}
        }
        self.braced(start)
    }

    fn braced(&mut self, start: usize) -> Part {
        let name_start = self.at();
        let name = self.name();
        let name_range = name_start..self.at();
        let mut modifier = String::new();
        let Some(mut c) = self.next() else {
            return Err(self.error(ExpansionErrorKind::UnsupportedModifier(String::new()), start));
        };
        modifier.push(c);
        let mut null_is_unset = false;
        if c == ':' {
            null_is_unset = true;
            match self.next() {
                Some(next) => c = next,
                None => return Err(self.error(ExpansionErrorKind::MissingBrace, start)),
            }
            modifier.push(c);
        }
        match c {
            '}' if !null_is_unset => {
                self.record(&name, name_range, start..self.length, false);
                self.close_use(start);
                Ok(self.value_of(&name))
            }
            '}' => Err(self.error(ExpansionErrorKind::MissingBrace, start)),
            '-' | '+' | '?' => self.conditional(start, &name, name_range, c, null_is_unset),
            '#' | '%' if !null_is_unset => self.trimmed(start, &name, name_range, c),
            '/' if !null_is_unset => self.replaced(start, &name, name_range),
            _ => Err(self.error(ExpansionErrorKind::UnsupportedModifier(modifier), start)),
        }
    }

    fn conditional(&mut self, start: usize, name: &str, name_range: Range<usize>, kind: char, null_is_unset: bool) -> Part {
        self.record(name, name_range, start..self.length, kind != '?');
        let before = (self.out.certain, self.out.without_input);
        let word = self.until(Some('}'), false)?;
        let word_flags = (self.out.certain, self.out.without_input);
        self.close_use(start);
        let found = (self.lookup)(name);
        let set = match found {
            Lookup::Known(value) => !(null_is_unset && value.is_empty()),
            Lookup::Opaque => true,
            // Without build arguments an ARG that has no default is not set.
            Lookup::Input | Lookup::Unset | Lookup::Undefined => false,
        };
        let uses_word = (kind == '-' && !set) || (kind == '+' && set);
        if !uses_word {
            (self.out.certain, self.out.without_input) = before;
        } else {
            (self.out.certain, self.out.without_input) = word_flags;
        }
        match kind {
            '-' if set => Ok(self.value_of(name)),
            '-' => Ok(word),
            '+' if set => Ok(word),
            '+' => Ok(String::new()),
            _ if set => Ok(self.value_of(name)),
            _ => {
                let message = if word.is_empty() { "is not allowed to be unset".to_owned() } else { word };
                let mut error = self.error(ExpansionErrorKind::Required { name: name.to_owned(), message }, start);
                error.certain = found != Lookup::Input && found != Lookup::Undefined;
                Err(error)
            }
        }
    }

    fn trimmed(&mut self, start: usize, name: &str, name_range: Range<usize>, side: char) -> Part {
        self.record(name, name_range, start..self.length, false);
        let longest = self.peek() == Some(side);
        if longest {
            self.next();
        }
        let pattern = self.until(Some('}'), true)?;
        self.close_use(start);
        let value = self.value_of(name);
        Ok(self.within_budget(super::pattern::trim(&value, &pattern, side == '#', longest)))
    }

    fn replaced(&mut self, start: usize, name: &str, name_range: Range<usize>) -> Part {
        self.record(name, name_range, start..self.length, false);
        let all = self.peek() == Some('/');
        if all {
            self.next();
        }
        let pattern = self.until(Some('/'), true).map_err(|error| match error.kind {
            ExpansionErrorKind::MissingBrace => ExpansionError { kind: ExpansionErrorKind::MissingSlash, range: start..error.range.end, ..error },
            _ => error,
        })?;
        let replacement = self.until(Some('}'), true)?;
        self.close_use(start);
        let value = self.value_of(name);
        Ok(self.within_budget(super::pattern::replace(&value, &pattern, &replacement, all)))
    }

    /// A value that would take too long to compute is not known.
    fn within_budget(&mut self, value: Option<String>) -> String {
        self.out.certain &= value.is_some();
        value.unwrap_or_default()
    }

    /// A name: letters, digits and underscores; or all digits; or one special character.
    fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(c) = self.peek() {
            if name.is_empty() && c.is_numeric() {
                while let Some(digit) = self.peek().filter(|c| c.is_numeric()) {
                    self.next();
                    name.push(digit);
                }
                return name;
            }
            if name.is_empty() && matches!(c, '@' | '*' | '#' | '?' | '-' | '$' | '!') {
                self.next();
                return c.to_string();
            }
            if !c.is_alphanumeric() && c != '_' {
                break;
            }
            self.next();
            name.push(c);
        }
        name
    }

    fn record(&mut self, name: &str, name_range: Range<usize>, range: Range<usize>, has_default: bool) {
        self.out.uses.push(Use { name: name.to_owned(), name_range, range, has_default });
    }

    /// The end of a braced expression is known only when its word has been read.
    fn close_use(&mut self, start: usize) {
        let end = self.at();
        if let Some(found) = self.out.uses.iter_mut().rev().find(|found| found.range.start == start) {
            found.range.end = end;
        }
    }

    fn value_of(&mut self, name: &str) -> String {
        match (self.lookup)(name) {
            Lookup::Known(value) => value.to_owned(),
            Lookup::Input => {
                self.out.certain = false;
                self.out.without_input = false;
                String::new()
            }
            Lookup::Opaque | Lookup::Undefined => {
                self.out.certain = false;
                String::new()
            }
            Lookup::Unset => String::new(),
        }
    }
}
