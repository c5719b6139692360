//! Owns the options of BuildKit's `check` directive: `skip=A,B;error=true;experimental=C`.
//!
//! Read as linter.ParseLintOptions of BuildKit (August 2026) does; the value ends at the first blank.

/// What a check directive asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckOptions {
    /// `skip=all`.
    pub skip_all: bool,
    /// Names of checks to leave out; their case matters.
    pub skip: Vec<String>,
    /// `error=true`: a finding fails the build.
    pub error: bool,
}

/// Why the options cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckOptionError {
    /// The offending part.
    pub part: String,
    /// Byte offset of the part in the directive's value.
    pub offset: usize,
    /// True when the key is right but its value is no boolean.
    pub not_boolean: bool,
}

impl CheckOptions {
    /// Reads the value of a directive.
    ///
    /// # Errors
    /// When BuildKit would fail the build over it.
    pub fn parse(value: &str) -> Result<Self, CheckOptionError> {
        let mut options = Self::default();
        let value = value.split_whitespace().next().unwrap_or_default();
        if value.is_empty() {
            return Ok(options);
        }
        let mut offset = 0;
        for part in value.splitn(3, ';') {
            let error = |not_boolean| CheckOptionError { part: part.to_owned(), offset, not_boolean };
            let (key, argument) = part.split_once('=').ok_or_else(|| error(false))?;
            match key {
                "skip" if argument == "all" => options.skip_all = true,
                "skip" => options.skip = argument.split(',').map(str::to_owned).collect(),
                "error" => options.error = parse_bool(argument).ok_or_else(|| error(true))?,
                "experimental" => {}
                _ => return Err(error(false)),
            }
            offset += part.len() + 1;
        }
        Ok(options)
    }

    /// Whether the check of that name is left out.
    pub fn skips(&self, check: &str) -> bool {
        self.skip_all || self.skip.iter().any(|name| name == check)
    }
}

/// Go's strconv.ParseBool.
pub fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_ends_at_the_first_blank() {
        let options = CheckOptions::parse("skip=A, B;error=true").expect("sound");
        assert!(options.skips("A") && !options.skips("B") && !options.error);
        assert!(CheckOptions::parse("skip=all;error=TRUE;experimental=x").expect("sound").error);
        assert!(!CheckOptions::parse("skip=ALL").expect("sound").skips("A"));
    }

    #[test]
    fn what_fails_a_build_is_told() {
        for (text, part, not_boolean) in
            [("skip = A", "skip", false), ("skip=A;", "", false), ("foo=bar", "foo=bar", false), ("error=yes", "error=yes", true)]
        {
            let error = CheckOptions::parse(text).expect_err(text);
            assert_eq!((error.part.as_str(), error.not_boolean), (part, not_boolean));
        }
    }
}
