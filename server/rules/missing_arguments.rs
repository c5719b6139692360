//! An instruction with too few or too many arguments.

use super::{Check, Finding, Profile, Rule, Severity};
use crate::syntax::{Arguments, Instruction, Keyword};

/// See the page.
pub static RULE: Rule = Rule {
    id: "missing-arguments",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/missing-arguments.md"),
    check: Check::Local(check),
};

fn check(instruction: &Instruction, out: &mut Vec<Finding>) {
    let keyword = instruction.keyword;
    let name = keyword.name();
    let empty = match &instruction.arguments {
        Arguments::None => true,
        Arguments::Json(words) => words.is_empty(),
        _ => false,
    };
    let message = match keyword {
        Keyword::From => from_arguments(instruction),
        Keyword::Copy | Keyword::Add if instruction.words().len() < 2 => Some(format!("{name} needs a source and a destination")),
        Keyword::Arg | Keyword::Env | Keyword::Label | Keyword::Expose | Keyword::Volume | Keyword::Shell | Keyword::Healthcheck if empty => {
            Some(format!("{name} needs at least one argument"))
        }
        Keyword::Run if empty && instruction.is_json() => Some("RUN [] has nothing to run".to_owned()),
        Keyword::Onbuild if instruction.rest.is_empty() => Some("ONBUILD needs an instruction".to_owned()),
        Keyword::User | Keyword::Workdir | Keyword::Stopsignal | Keyword::Maintainer if empty => Some(format!("{name} needs an argument")),
        _ => None,
    };
    if let Some(message) = message {
        let span = if keyword == Keyword::From && !instruction.rest.is_empty() { instruction.rest_span() } else { instruction.keyword_span };
        out.push(RULE.refusal(span, message));
    }
    blank_names(instruction, out);
}

fn from_arguments(instruction: &Instruction) -> Option<String> {
    match instruction.words() {
        [_] => None,
        [_, keyword, _] if keyword.text.eq_ignore_ascii_case("as") => None,
        [] => Some("FROM needs an image".to_owned()),
        [.., last] if last.text.eq_ignore_ascii_case("as") => Some("a stage name is missing behind AS".to_owned()),
        [_, other, ..] if other.text.starts_with('#') => Some("a comment needs a line of its own; here it counts as arguments of FROM".to_owned()),
        _ => Some("FROM takes an image, or an image, AS and a stage name".to_owned()),
    }
}

fn blank_names(instruction: &Instruction, out: &mut Vec<Finding>) {
    let name = instruction.keyword.name();
    let refuse = |span| RULE.refusal(span, format!("{name} needs a name before `=`, and no blanks round it"));
    match instruction.keyword {
        Keyword::Arg => {
            for word in instruction.words().iter().filter(|word| word.text.starts_with('=') || word.text.is_empty()) {
                out.push(refuse(word.span));
            }
        }
        Keyword::Env | Keyword::Label => {
            for pair in instruction.pairs().iter().filter(|pair| pair.key.text.is_empty()) {
                let span = crate::text::Span { start: pair.key.span.start, end: pair.value.span.end.max(pair.key.span.start + 1) };
                out.push(refuse(span));
            }
        }
        _ => {}
    }
}
