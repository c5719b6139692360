//! Owns the reading of `RUN --mount=` values: comma-separated fields, some of them quoted.

use std::ops::Range;

use super::instruction::{Instruction, Word};

/// One field of a mount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MountField {
    /// Key in lower case; BuildKit does not mind the case.
    pub key: String,
    /// Value; none for a bare `readonly`.
    pub value: Option<String>,
    /// The field as written.
    pub text: String,
    /// Bytes of the whole field in the flag's value.
    pub range: Range<usize>,
    /// Bytes of the value in the flag's value.
    pub value_range: Range<usize>,
}

/// A `--mount` flag with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Its place among the instruction's flags.
    flag: usize,
    /// Its fields; none when the quoting is broken.
    pub fields: Option<Vec<MountField>>,
}

impl Instruction {
    /// The mounts of a RUN with the values of their flags. Read on first use and kept, as several rules ask for them on every keystroke.
    pub fn mounts(&self) -> impl Iterator<Item = (&Word, &Mount)> {
        let read = || {
            let flags = self.flags.iter().enumerate().filter(|(_, flag)| &*flag.name == "mount");
            flags.filter_map(|(index, flag)| Some(Mount { flag: index, fields: mount_fields(flag.value.as_ref()?) })).collect()
        };
        let mounts: &Vec<Mount> = self.mounts.get(read);
        mounts.iter().filter_map(|mount| Some((self.flags[mount.flag].value.as_ref()?, mount)))
    }
}

/// Splits a mount into its fields, as a line of comma-separated values. None when the quoting is broken.
fn mount_fields(word: &Word) -> Option<Vec<MountField>> {
    let text = &*word.text;
    let mut fields = Vec::new();
    let mut start = 0;
    loop {
        let rest = &text[start..];
        let (content, length) = if let Some(quoted) = rest.strip_prefix('"') {
            let (content, used) = quoted_field(quoted)?;
            (content, used + 1)
        } else {
            let length = rest.find(',').unwrap_or(rest.len());
            // A quote inside an unquoted field is an error of the format.
            if rest[..length].contains('"') {
                return None;
            }
            (rest[..length].to_owned(), length)
        };
        fields.push(field(content, start..start + length));
        match text.as_bytes().get(start + length) {
            None => return Some(fields),
            Some(b',') => start += length + 1,
            Some(_) => return None,
        }
    }
}

/// Reads up to the closing quote; two quotes stand for one. Gives the content and the bytes read, closing quote included.
fn quoted_field(text: &str) -> Option<(String, usize)> {
    let mut content = String::new();
    let mut at = 0;
    loop {
        let quote = text[at..].find('"')?;
        content += &text[at..at + quote];
        at += quote + 1;
        if text[at..].starts_with('"') {
            content.push('"');
            at += 1;
        } else {
            return Some((content, at));
        }
    }
}

fn field(content: String, range: Range<usize>) -> MountField {
    let (key, value) = match content.split_once('=') {
        Some((key, value)) => (key.to_lowercase(), Some(value.to_owned())),
        None => (content.to_lowercase(), None),
    };
    let value_start = (range.end - value.as_ref().map_or(0, String::len)).max(range.start);
    MountField { key, value, text: content, value_range: value_start..range.end, range }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Option<Vec<(String, Option<String>)>> {
        let word = Word { text: text.into(), joined: 0..text.len(), span: crate::text::Span::new(0, text.len()), verbatim: true };
        Some(mount_fields(&word)?.into_iter().map(|field| (field.key, field.value)).collect())
    }

    #[test]
    fn fields_are_comma_separated_and_may_be_quoted() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(fields("Type=cache,target=/a,readonly").expect("sound").len(), 3);
        assert_eq!(fields("\"target=/a,b\",ro").expect("sound"), [("target".into(), some("/a,b")), ("ro".into(), None)]);
        assert_eq!(fields("target=/a\"b\""), None);
        assert_eq!(fields("\"target"), None);
    }
}
