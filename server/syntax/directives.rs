//! Owns parser directives: the `# syntax=`, `# escape=` and `# check=` lines at the very top of a file.

use crate::text::Span;

/// The directives of a file. Spans are absolute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directives {
    /// All that were recognised, in order.
    pub list: Vec<Directive>,
}

/// One directive line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// Which one.
    pub kind: DirectiveKind,
    /// The value, trimmed.
    pub value: String,
    /// The whole line, from `#` to the end of the value.
    pub span: Span,
    /// The value alone.
    pub value_span: Span,
}

/// The three directives that BuildKit knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DirectiveKind {
    /// Which front end reads the file.
    Syntax,
    /// Which character continues a line.
    Escape,
    /// How the build checks are configured.
    Check,
}

impl Directives {
    /// Reads the lines at the top of `text` (absolute offset 0). The first line that is no directive ends them,
    /// be it blank, an ordinary comment or an unknown key; a byte order mark is skipped (BuildKit, parser/directives.go).
    pub fn read(text: &str) -> Self {
        let mut list = Vec::new();
        let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        while let Some(directive) = read_line(text, at) {
            at = text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1);
            list.push(directive);
        }
        Self { list }
    }

    /// The first directive of a kind; a second one is an error of its own.
    pub fn first(&self, kind: DirectiveKind) -> Option<&Directive> {
        self.list.iter().find(|directive| directive.kind == kind)
    }

    /// The character that continues lines. Only a backslash or a backtick counts; of several directives, which BuildKit refuses, the last sound one
    /// does, as for the grammar.
    pub fn escape(&self) -> char {
        let values = self.list.iter().rev().filter(|directive| directive.kind == DirectiveKind::Escape);
        let mut sound =
            values.filter_map(|directive| directive.value.chars().next().filter(|c| directive.value.len() == 1 && matches!(c, '`' | '\\')));
        sound.next().unwrap_or('\\')
    }

    /// True when the file names a front end other than Docker's own stable or labs ones: it may know further instructions and flags.
    pub fn has_custom_frontend(&self) -> bool {
        self.first(DirectiveKind::Syntax).is_some_and(|directive| {
            let image = directive.value.split_whitespace().next().unwrap_or_default();
            let name = image.trim_start_matches("docker.io/");
            let repository = name.split(['@', ':']).next().unwrap_or_default();
            !matches!(repository, "docker/dockerfile" | "docker/dockerfile-upstream") && !image.is_empty()
        })
    }
}

fn read_line(text: &str, start: usize) -> Option<Directive> {
    let line = text[start..].split('\n').next().unwrap_or_default();
    let body = line.trim_start().strip_prefix('#')?;
    let (key, value) = body.split_once('=')?;
    let kind = match key.trim().to_ascii_lowercase().as_str() {
        "syntax" => DirectiveKind::Syntax,
        "escape" => DirectiveKind::Escape,
        "check" => DirectiveKind::Check,
        _ => return None,
    };
    let trimmed = value.trim();
    // A key without a value is an ordinary comment, so it ends the directives too.
    if trimmed.is_empty() {
        return None;
    }
    let value_start = start + line.len() - value.len() + (value.len() - value.trim_start().len());
    let value_end = value_start + trimmed.len();
    let hash = start + line.len() - body.len() - 1;
    Some(Directive { kind, value: trimmed.to_owned(), span: Span::new(hash, value_end), value_span: Span::new(value_start, value_end) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_is_no_directive_ends_them() {
        let escape = |text: &str| Directives::read(text).escape();
        assert_eq!(escape("# escape=`\n"), '`');
        assert_eq!(escape("# escape=x\n# escape=`\n"), '`');
        assert_eq!(escape("\u{feff}#Syntax = docker/dockerfile:1\r\n# ESCAPE=`\r\n"), '`');
        for text in ["\n# escape=`", "# hi\n# escape=`", "# foo=bar\n# escape=`", "FROM a\n# escape=`", "#!/bin/x\n# escape=`"] {
            assert_eq!(escape(text), '\\', "{text}");
        }
    }

    #[test]
    fn another_front_end_is_recognised() {
        assert!(Directives::read("# syntax=edrevo/dockerfile-plus\n").has_custom_frontend());
        assert!(!Directives::read("# syntax=docker.io/docker/dockerfile:1.7-labs\n").has_custom_frontend());
    }
}
