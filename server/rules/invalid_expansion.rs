//! A word with a variable expression that BuildKit cannot expand.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::expansion::ExpansionErrorKind;
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "invalid-expansion",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/invalid-expansion.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for refused in context.model.refused.iter().filter(|refused| refused.error.certain) {
        let item = &context.file.items()[refused.item];
        let json_form = matches!(item.keyword, Keyword::Copy | Keyword::Add | Keyword::Volume);
        out.push(RULE.refusal(item.absolute(refused.span), message(&refused.error.kind, json_form)));
    }
}

fn message(kind: &ExpansionErrorKind, json_form: bool) -> String {
    match kind {
        ExpansionErrorKind::UnmatchedQuote(quote) if json_form => {
            format!("this {quote} is never closed: words are split at blanks first, so a name with blanks needs the JSON form")
        }
        ExpansionErrorKind::UnmatchedQuote(quote) => format!("this {quote} is never closed"),
        ExpansionErrorKind::UnsupportedModifier(modifier) if modifier.is_empty() => "the closing brace is missing".to_owned(),
        ExpansionErrorKind::UnsupportedModifier(modifier) => {
            format!("BuildKit has no `{modifier}` in an expression; it has `:-` `:+` `:?` `-` `+` `?` `#` `##` `%` `%%` `/` and `//`, but no lengths and no substrings")
        }
        ExpansionErrorKind::MissingBrace => "the closing brace is missing".to_owned(),
        ExpansionErrorKind::BadSubstitution => "a variable name is missing".to_owned(),
        ExpansionErrorKind::MissingSlash => "the second slash of the replacement is missing: ${name/pattern/text}".to_owned(),
        ExpansionErrorKind::Required { name, message } => format!("`{name}` is required and not set: {message}"),
        ExpansionErrorKind::TooMuch => "too much to follow".to_owned(),
    }
}
