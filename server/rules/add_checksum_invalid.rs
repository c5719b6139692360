//! `ADD --checksum` that cannot be checked.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::source_kind::{SourceKind, source_kind};
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "add-checksum-invalid",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/add-checksum-invalid.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for (index, item) in context.items().filter(|(_, item)| item.keyword == Keyword::Add) {
        let Some(value) = item.instruction.flag("checksum").and_then(|flag| flag.value.as_ref()) else { continue };
        let Some((_, sources)) = item.instruction.words().split_last() else { continue };
        let Some(checksum) = context.model.expanded(index, value).filter(|checksum| checksum.certain && !checksum.text.is_empty()) else { continue };
        let kinds: Option<Vec<SourceKind>> =
            sources.iter().map(|source| context.model.expanded(index, source).filter(|source| source.certain).map(|source| source_kind(&source.text))).collect();
        let message = match kinds.as_deref() {
            None => continue,
            Some([_, _, ..]) => "a checksum can be given for a single source only".to_owned(),
            Some([SourceKind::Git]) => continue,
            Some([SourceKind::Url]) => match problem(&checksum.text) {
                Some(problem) => format!("`{}` is no checksum: {problem}", checksum.text),
                None => continue,
            },
            Some(_) => "a checksum can be given for a URL or a Git source only".to_owned(),
        };
        let span = if value.span.is_empty() { item.instruction.keyword_span } else { value.span };
        out.push(RULE.refusal(item.absolute(span), message));
    }
}

fn problem(checksum: &str) -> Option<&'static str> {
    let (algorithm, hex) = checksum.split_once(':').unwrap_or(("", checksum));
    let length = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        "" => return Some("it begins with the algorithm, as in sha256:…"),
        _ => return Some("the algorithm is not known"),
    };
    match hex.len() == length && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        true => None,
        false => Some("the digest has not the right length or characters"),
    }
}
