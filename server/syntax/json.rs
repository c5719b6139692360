//! Owns the JSON form of instructions: an array of strings, or not.

use std::ops::Range;

use super::words::RawWord;

/// What the text after the keyword and its flags is.
#[derive(Debug, PartialEq, Eq)]
pub enum JsonForm {
    /// A JSON array of strings, with the decoded elements. Ranges include the quotes.
    Strings(Vec<RawWord>),
    /// A JSON array that holds something else: BuildKit refuses it instead of falling back to the shell form.
    OtherElements,
    /// Not a JSON array; the text is shell text or plain words.
    No,
}

/// Judges `line[range]`, which begins with a non-blank.
pub fn json_form(line: &str, range: Range<usize>) -> JsonForm {
    let text = line[range.clone()].trim_end();
    if !text.starts_with('[') {
        return JsonForm::No;
    }
    match strings(text, range.start) {
        Some(words) => JsonForm::Strings(words),
        // Parsing as general JSON is limited in depth by serde_json itself.
        None => match serde_json::from_str::<Vec<serde_json::Value>>(text) {
            Ok(elements) if elements.iter().any(|element| !element.is_string()) => JsonForm::OtherElements,
            _ => JsonForm::No,
        },
    }
}

fn strings(text: &str, base: usize) -> Option<Vec<RawWord>> {
    let bytes = text.as_bytes();
    let skip = |mut at: usize| {
        while bytes.get(at).is_some_and(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n')) {
            at += 1;
        }
        at
    };
    let mut words = Vec::new();
    let mut at = skip(1);
    if bytes.get(at) == Some(&b']') {
        return (at + 1 == text.len()).then_some(words);
    }
    loop {
        let end = string_end(bytes, at)?;
        words.push(RawWord { text: decode(&text[at..end])?, range: base + at..base + end });
        at = skip(end);
        match bytes.get(at)? {
            b',' => at = skip(at + 1),
            b']' => return (at + 1 == text.len()).then_some(words),
            _ => return None,
        }
    }
}

fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    if bytes.get(start) != Some(&b'"') {
        return None;
    }
    let mut at = start + 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

fn decode(quoted: &str) -> Option<String> {
    if !quoted.contains('\\') && !quoted.bytes().any(|b| b < 0x20) {
        return Some(quoted[1..quoted.len() - 1].to_owned());
    }
    serde_json::from_str(quoted).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> JsonForm {
        json_form(text, 0..text.len())
    }

    #[test]
    fn only_a_whole_array_of_strings_is_the_json_form() {
        assert!(matches!(form(r#"["a", "b\tc" ] "#), JsonForm::Strings(words) if words[1].text == "b\tc"));
        assert!(matches!(form("[ ]"), JsonForm::Strings(words) if words.is_empty()));
        for text in ["['a']", r#"["a",]"#, r#"["a"] b"#, "[ -e x ]", r#"["a" "b"]"#, r#"["C:\x.exe"]"#, "[", r#"["a"#] {
            assert_eq!(form(text), JsonForm::No, "{text}");
        }
    }

    #[test]
    fn an_array_with_other_elements_is_told_apart() {
        for text in [r#"["a", 1]"#, "[null]", r#"[["a"]]"#] {
            assert_eq!(form(text), JsonForm::OtherElements, "{text}");
        }
    }
}
