//! Owns the words of shell commands: what a word says when quotes and escapes are taken out, and where variables stand in it.

use tree_sitter::Node;

use crate::text::Span;

/// A word of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShellWord {
    /// Quotes and escapes taken out; expansions as written.
    pub text: Box<str>,
    /// Relative to the instruction.
    pub span: Span,
    /// The word in pieces; empty when it is nothing but literal text.
    parts: Vec<Part>,
    /// True when a part of it is quoted.
    pub quoted: bool,
}

/// A piece of a word that is not all literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Literal text.
    Text(String),
    /// `$NAME` or `${NAME}`.
    Variable(String),
    /// Anything else that the shell works out: a substitution, an expansion with an operator.
    Opaque,
}

impl ShellWord {
    /// A word without anything to expand.
    pub fn from_literal(text: &str, span: Span) -> Self {
        Self { text: text.into(), span, parts: Vec::new(), quoted: true }
    }

    /// The text, if the shell expands nothing in it.
    pub fn literal(&self) -> Option<&str> {
        self.parts.is_empty().then_some(&*self.text)
    }

    /// True when the literal text is that.
    pub fn is(&self, text: &str) -> bool {
        self.literal() == Some(text)
    }

    /// Its pieces; one for a literal word.
    pub fn parts(&self) -> impl Iterator<Item = Part> + '_ {
        let literal = self.literal().map(|text| Part::Text(text.to_owned()));
        literal.into_iter().chain(self.parts.iter().cloned())
    }

    /// The variables that it reads by name.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Variable(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// The text with its variables replaced; none when one of them, or something else in the word, is not known.
    pub fn resolve(&self, value: impl Fn(&str) -> Option<String>) -> Option<String> {
        if let Some(text) = self.literal() {
            return Some(text.to_owned());
        }
        let mut resolved = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => resolved += text,
                Part::Variable(name) => resolved += &value(name)?,
                Part::Opaque => return None,
            }
        }
        Some(resolved)
    }

    /// Adds what stands right behind it without a blank: the grammar cuts some words in two.
    pub(super) fn append(&mut self, rest: Self) {
        if self.literal().is_none() || rest.literal().is_none() {
            self.parts = self.parts().chain(rest.parts()).collect();
        }
        self.text = format!("{}{}", self.text, rest.text).into();
        self.span.end = rest.span.end;
        self.quoted |= rest.quoted;
    }

    /// Reads a node of the shell tree. `text_of` gives the text of a range of the instruction, line continuations taken out.
    pub(super) fn read(node: Node, text_of: &dyn Fn(usize, usize) -> String) -> Self {
        let mut reader = Reader { text: String::new(), parts: Vec::new(), quoted: false, text_of };
        reader.node(node);
        let literal = reader.parts.iter().all(|part| matches!(part, Part::Text(_)));
        let parts = if literal { Vec::new() } else { reader.parts };
        Self { text: reader.text.into(), span: Span::new(node.start_byte(), node.end_byte()), parts, quoted: reader.quoted }
    }
}

struct Reader<'a> {
    text: String,
    parts: Vec<Part>,
    quoted: bool,
    text_of: &'a dyn Fn(usize, usize) -> String,
}

impl Reader<'_> {
    fn node(&mut self, node: Node) {
        let (start, end) = (node.start_byte(), node.end_byte());
        match node.kind() {
            "word" | "number" | "command_name" | "variable_name" | "file_descriptor" if node.named_child_count() == 0 => {
                let text = (self.text_of)(start, end);
                self.literal(&unescaped(&text, |_| true));
            }
            "raw_string" => {
                self.quoted = true;
                self.literal(&(self.text_of)(start + 1, end.saturating_sub(1).max(start + 1)));
            }
            "string" => {
                self.quoted = true;
                self.pieces(node, start + 1, end.saturating_sub(1).max(start + 1), true);
            }
            "simple_expansion" => {
                let name = node.named_child(0).filter(|name| name.kind() == "variable_name");
                let part = name.map_or(Part::Opaque, |name| Part::Variable((self.text_of)(name.start_byte(), name.end_byte())));
                self.expansion(part, start, end);
            }
            "expansion" => {
                let text = (self.text_of)(start, end);
                let name = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).unwrap_or_default();
                let plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
                let part = if plain && !name.as_bytes()[0].is_ascii_digit() { Part::Variable(name.to_owned()) } else { Part::Opaque };
                self.expansion(part, start, end);
            }
            "concatenation" | "command_name" => self.pieces(node, start, end, false),
            "string_content" => self.literal(&(self.text_of)(start, end)),
            _ => self.expansion(Part::Opaque, start, end),
        }
    }

    /// The children of a node and the literal text between them: blanks between two expansions belong to no node of the tree.
    fn pieces(&mut self, node: Node, mut at: usize, end: usize, in_quotes: bool) {
        let mut cursor = node.walk();
        for child in node.named_children(&mut cursor).filter(|child| child.kind() != "string_content") {
            self.between(at, child.start_byte(), in_quotes);
            self.node(child);
            at = child.end_byte();
        }
        self.between(at, end, in_quotes);
    }

    fn between(&mut self, start: usize, end: usize, in_quotes: bool) {
        if start < end {
            let text = (self.text_of)(start, end);
            self.literal(&unescaped(&text, |c| !in_quotes || matches!(c, '"' | '\\' | '$' | '`')));
        }
    }

    fn literal(&mut self, text: &str) {
        self.text += text;
        match self.parts.last_mut() {
            Some(Part::Text(last)) => *last += text,
            _ => self.parts.push(Part::Text(text.to_owned())),
        }
    }

    fn expansion(&mut self, part: Part, start: usize, end: usize) {
        self.text += &(self.text_of)(start, end);
        self.parts.push(part);
    }
}

/// Takes out each backslash that stands before a character which it can escape.
fn unescaped(text: &str, escapes: impl Fn(char) -> bool) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(next) if c == '\\' && escapes(*next) => plain.extend(chars.next()),
            _ => plain.push(c),
        }
    }
    plain
}
