//! Owns the expansion of variables in a word, as BuildKit's shell lexer does it (frontend/dockerfile/shell/lex.go, August 2026).

use std::ops::Range;

use super::expansion_lexer::Lexer;

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
    /// Nested too deep, or grown too long, to follow. Not an error of the file.
    TooMuch,
}

/// Expands `word`.
pub fn expand<'a>(word: &str, escape: char, quoting: Quoting, lookup: &dyn Fn(&str) -> Lookup<'a>) -> Expansion {
    Lexer::new(word, escape, quoting, lookup).run()
}

/// True when expanding the word could give another text than the word itself.
pub fn is_plain(word: &str, escape: char) -> bool {
    !word.contains(['$', '\'', '"', escape])
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
