//! Text that looks like the JSON form and is not.

use super::rule::replace;
use super::{Check, Finding, Fix, Profile, Rule, Severity};
use crate::syntax::{Arguments, Instruction, Keyword, SyntaxError, Word};

/// See the page.
pub static RULE: Rule = Rule {
    id: "invalid-json-form",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/invalid-json-form.md"),
    check: Check::Local(check),
};

fn check(instruction: &Instruction, out: &mut Vec<Finding>) {
    if let Some(SyntaxError::JsonNotStrings(span)) = instruction.error {
        out.push(RULE.refusal(span, "all elements of the JSON form must be strings in double quotes"));
        return;
    }
    let keyword = instruction.keyword;
    let text = match (&instruction.arguments, keyword) {
        (Arguments::Text(word), Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Shell) => word,
        (Arguments::Check(_, command), _) => match &**command {
            Arguments::Text(word) => word,
            _ => return,
        },
        _ => return,
    };
    if keyword == Keyword::Shell {
        out.push(RULE.refusal(text.span, "SHELL takes the JSON form only: [\"executable\", \"parameter\"]").maybe_fix(requote(text)));
    } else if looks_like_json(&text.text) {
        let message = format!("this is not valid JSON, so {} hands it to the shell as it is, brackets and all", keyword.name());
        out.push(RULE.finding(text.span, message).maybe_fix(requote(text)));
    }
}

/// A shell test begins with a bracket and a blank, and goes on behind its closing bracket; a list of words does neither.
fn looks_like_json(text: &str) -> bool {
    let Some(rest) = text.trim_end().strip_prefix('[') else { return false };
    // The closing bracket may be what is missing.
    let Some(inner) = rest.strip_suffix(']').or((!rest.contains(']')).then_some(rest)) else { return false };
    if !inner.trim_start().starts_with(['"', '\'', '“', '‘']) {
        return false;
    }
    let mut quote = None;
    inner.chars().all(|c| match (quote, c) {
        (Some(open), _) => {
            quote = (c != open).then_some(open);
            true
        }
        (None, '"' | '\'') => {
            quote = Some(c);
            true
        }
        // Between the words of a list there are commas and blanks; a shell test has operators and words.
        (None, _) => c == ',' || c.is_whitespace() || matches!(c, '“' | '”' | '‘' | '’') || inner.contains(['“', '‘']),
    })
}

/// Single or typographic quotes, and a trailing comma, can be put right when the words hold no quotes or backslashes of their own.
fn requote(word: &Word) -> Option<Fix> {
    let inner = word.text.trim_end().strip_prefix('[')?.strip_suffix(']')?.trim().trim_end_matches(',');
    let mut elements = Vec::new();
    for element in inner.split(',') {
        let element = element.trim().trim_matches(['\'', '"', '“', '”', '‘', '’']);
        if element.is_empty() || element.contains(['\'', '"', '\\', '[', ']', '$']) {
            return None;
        }
        elements.push(format!("\"{element}\""));
    }
    word.verbatim.then(|| Fix::review("Write it as JSON", vec![replace(word.span, format!("[{}]", elements.join(", ")))]))
}
