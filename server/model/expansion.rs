//! Owns the expansion of variables in a word, as BuildKit's shell lexer does it (frontend/dockerfile/shell/lex.go, August 2026).

use std::iter::Peekable;
use std::ops::Range;
use std::str::CharIndices;

/// Nested `${a:-${b:-...}}` deeper than this counts as opaque. Real files nest two or three levels.
const DEEPEST_NESTING: usize = 64;

/// What a scope knows of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup<'a> {
    /// Set, to this value.
    Known(&'a str),
    /// Declared by an ARG without default: empty unless the build is given a value.
    Input,
    /// Set, but to a value that is not known here: a base image's.
    Opaque,
    /// Certainly not set.
    Unset,
    /// Not set by anything that is known; the base image may set it.
    Undefined,
}

/// How a word is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quoting {
    /// Quotes group and vanish.
    Shell,
    /// Quotes are ordinary characters: heredoc bodies.
    Literal,
}

/// The outcome of expanding a word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expansion {
    /// The value when the build is given no arguments.
    pub value: String,
    /// False when a part comes from an ARG without default, from a base image, or from a variable that nothing known sets.
    pub certain: bool,
    /// False when an ARG without default has a part in it.
    pub without_input: bool,
    /// Variables that were looked up, in order.
    pub uses: Vec<Use>,
    /// Why BuildKit refuses the word.
    pub error: Option<ExpansionError>,
}

/// A variable in a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// Its name.
    pub name: String,
    /// Bytes of the name in the word.
    pub name_range: Range<usize>,
    /// Bytes of the whole expression, from `$`.
    pub range: Range<usize>,
    /// `${x:-y}` and its like: a missing value has been thought of.
    pub has_default: bool,
}

/// Why a word cannot be expanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpansionError {
    /// What is wrong.
    pub kind: ExpansionErrorKind,
    /// Bytes of the word to point at.
    pub range: Range<usize>,
    /// False when the error comes about only because an ARG without default, or a base image's variable, has no value here.
    pub certain: bool,
}

/// The kinds of expansion errors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpansionErrorKind {
    /// No closing quote of this kind.
    UnmatchedQuote(char),
    /// `${x^}`: bash has it, BuildKit does not.
    UnsupportedModifier(String),
    /// `${x` without the brace.
    MissingBrace,
    /// `${}`.
    BadSubstitution,
    /// `${x/a}` without the second slash.
    MissingSlash,
    /// `${x:?message}` and x has no value.
    Required {
        /// The variable.
        name: String,
        /// What the file says about it.
        message: String,
    },
    /// Nested too deep to follow. Not an error of the file.
    TooDeep,
}

/// Expands `word`.
pub fn expand<'a>(word: &str, escape: char, quoting: Quoting, lookup: &dyn Fn(&str) -> Lookup<'a>) -> Expansion {
    let mut lexer = Lexer {
        length: word.len(),
        chars: word.char_indices().peekable(),
        escape,
        quoting,
        lookup,
        out: Expansion { certain: true, without_input: true, ..Expansion::default() },
        depth: 0,
    };
    match lexer.until(None, false) {
        Ok(value) => lexer.out.value = value,
        Err(error) => {
            lexer.out.certain = false;
            lexer.out.error = (error.kind != ExpansionErrorKind::TooDeep).then_some(error);
        }
    }
    lexer.out
}

/// True when expanding the word could give another text than the word itself.
pub fn is_plain(word: &str, escape: char) -> bool {
    !word.contains(['$', '\'', '"', escape])
}

struct Lexer<'t, 'l, 'a> {
    length: usize,
    chars: Peekable<CharIndices<'t>>,
    escape: char,
    quoting: Quoting,
    lookup: &'l dyn Fn(&str) -> Lookup<'a>,
    out: Expansion,
    depth: usize,
}

type Part = Result<String, ExpansionError>;

impl Lexer<'_, '_, '_> {
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
            return Err(self.error(ExpansionErrorKind::TooDeep, start));
        }
        let mut value = String::new();
        while let Some(c) = self.peek() {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn run(word: &str) -> Expansion {
        expand(word, '\\', Quoting::Shell, &|name| match name {
            "v" => Lookup::Known("1"),
            "e" => Lookup::Known(""),
            "p" => Lookup::Known("/a/b/c"),
            "input" => Lookup::Input,
            "base" => Lookup::Undefined,
            _ => Lookup::Unset,
        })
    }

    #[test]
    fn values_are_those_of_buildkit() {
        for (word, value) in [
            ("$v-${v}", "1-1"),
            ("${v:-d}${u:-d}${e:-d}${e-d}", "1dd"),
            ("${v:+d}${v+d}${u+d}", "dd"),
            ("${p#*/}", "a/b/c"),
            ("${p##*/}", "c"),
            ("${p%/*}", "/a/b"),
            ("${p//a/X}", "/X/b/c"),
            ("${u:-\"q q\"}${u:-${v}}", "q q1"),
            (r#"'$v'\$v"$v""#, "$v$v1"),
            ("$", "$"),
            ("$(x)`x`$a.b", "$(x)`x`.b"),
            ("${a-b}", "b"),
        ] {
            let out = run(word);
            assert_eq!((out.value.as_str(), out.error), (value, None), "{word}");
        }
    }

    #[test]
    fn errors_are_those_of_buildkit() {
        use ExpansionErrorKind::*;
        let modifier = |text: &str| UnsupportedModifier(text.into());
        for (word, kind) in [
            ("${p:1:2}", modifier(":1")),
            ("${v^}", modifier("^")),
            ("${#v}", modifier("v")),
            ("${a.b}", modifier(".")),
            ("${1a}", modifier("a")),
            ("${v", modifier("")),
            ("${v:}", MissingBrace),
            ("${u:-\"x", UnmatchedQuote('"')),
            ("${}", BadSubstitution),
            ("${p/a}", MissingSlash),
            ("\"a", UnmatchedQuote('"')),
            ("${u:?}", Required { name: "u".into(), message: "is not allowed to be unset".into() }),
        ] {
            assert_eq!(run(word).error.map(|error| error.kind), Some(kind), "{word}");
        }
    }

    #[test]
    fn a_part_that_a_build_argument_decides_makes_the_value_uncertain() {
        assert!(!run("a$input").without_input);
        assert!(run("a${input:-d}").certain);
        assert!(run("$u").certain);
        assert!(!run("$base").certain && run("$base").without_input);
        assert!(!run("${input:?m}").error.expect("refused").certain);
    }

    #[test]
    fn a_use_knows_its_place() {
        let out = run("x${v:-$u}y");
        let places: Vec<_> = out.uses.iter().map(|found| (found.name.as_str(), found.range.clone())).collect();
        assert_eq!(places, [("v", 1..9), ("u", 6..8)]);
    }

    #[test]
    fn nesting_without_end_is_opaque() {
        let word = format!("{}{}", "${a:-".repeat(5000), "}".repeat(5000));
        let out = run(&word);
        assert!(out.error.is_none() && !out.certain);
    }
}
