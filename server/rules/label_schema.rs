//! Labels that are not what the project's schema asks for.

use super::options::LabelFormat;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "label-schema",
    severity: Severity::Hint,
    aliases: &["DL3049", "DL3050", "DL3051", "DL3052", "DL3053", "DL3054", "DL3055", "DL3056", "DL3058", "S7028"],
    profiles: &[Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/label-schema.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let schema = &context.options.label_schema;
    let Some(last) = context.final_stage().filter(|_| !schema.is_empty() || context.options.strict_labels) else { return };
    let mut missing: Vec<&String> = schema.keys().collect();
    let mut all_known = true;
    for stage in context.shipped() {
        for index in stage.items.clone() {
            let item = &context.file.items()[index];
            for pair in item.instruction.pairs().iter().filter(|_| item.keyword == Keyword::Label) {
                let Some(key) = context.model.expanded(index, &pair.key).filter(|key| key.certain) else {
                    all_known = false;
                    continue;
                };
                let key = key.text.trim_matches(['"', '\'']);
                missing.retain(|name| *name != key);
                let Some(format) = schema.get(key) else {
                    if context.options.strict_labels {
                        let message = format!("the label `{key}` is not in the schema of this project");
                        out.push(RULE.finding(item.absolute(pair.key.span), message).aliased(&["DL3050"]));
                    }
                    continue;
                };
                let Some(value) = context.model.expanded(index, &pair.value).filter(|value| value.certain) else { continue };
                if let Some((what, alias)) = fault(*format, value.text.trim_matches(['"', '\''])) {
                    out.push(RULE.finding(item.absolute(pair.value.span), format!("the label `{key}` {what}")).aliased(alias));
                }
            }
        }
    }
    let from = &context.file.items()[last.from];
    for name in missing.iter().filter(|_| all_known) {
        let message = format!("the label `{name}` is missing, which the schema of this project asks for");
        out.push(RULE.finding(from.absolute(from.instruction.header_span()), message).aliased(&["DL3049", "S7028"]));
    }
}

/// What is wrong with a value, and how other tools call it.
fn fault(format: LabelFormat, value: &str) -> Option<(&'static str, &'static [&'static str])> {
    if value.is_empty() && format != LabelFormat::RawText {
        return Some(("is empty", &["DL3051"]));
    }
    let (fits, what, alias): (_, _, &[&str]) = match format {
        LabelFormat::Text | LabelFormat::RawText => return None,
        LabelFormat::Url => (is_url(value), "should be an address with its scheme, such as https://example.com", &["DL3052"]),
        LabelFormat::Rfc3339 => (is_time(value), "should be a time such as 2026-08-01T12:00:00Z", &["DL3053"]),
        LabelFormat::Spdx => (is_licence(value), "should be a licence by its SPDX name, such as Apache-2.0", &["DL3054"]),
        LabelFormat::Hash => (is_commit(value), "should be a commit of Git", &["DL3055"]),
        LabelFormat::Semver => (is_version(value), "should be a version such as 1.4.0", &["DL3056"]),
        LabelFormat::Email => (is_address(value), "should be an address for mail", &["DL3058"]),
    };
    (!fits).then_some((what, alias))
}

fn is_url(value: &str) -> bool {
    value.split_once("://").is_some_and(|(scheme, rest)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
            && !rest.starts_with('/') && !rest.is_empty() && !rest.contains(char::is_whitespace)
    })
}

/// `2026-08-01T12:00:00.5+02:00`
fn is_time(value: &str) -> bool {
    let number = |range: std::ops::Range<usize>, most: u32| {
        value.get(range).filter(|text| text.bytes().all(|b| b.is_ascii_digit())).and_then(|text| text.parse().ok()).is_some_and(|number: u32| number <= most)
    };
    let is = |at: usize, one_of: &str| value.as_bytes().get(at).is_some_and(|byte| one_of.as_bytes().contains(byte));
    let clock = number(0..4, 9999) && is(4, "-") && number(5..7, 12) && is(7, "-") && number(8..10, 31) && is(10, "Tt ")
        && number(11..13, 23) && is(13, ":") && number(14..16, 59) && is(16, ":") && number(17..19, 60);
    let mut rest = value.get(19..).unwrap_or_default();
    if let Some(fraction) = rest.strip_prefix('.') {
        rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    let zone = match rest.strip_prefix(['+', '-']) {
        Some(offset) => offset.len() == 5 && offset.as_bytes()[2] == b':' && offset.bytes().filter(u8::is_ascii_digit).count() == 4,
        None => matches!(rest, "Z" | "z"),
    };
    clock && zone
}

/// Names joined by AND, OR and WITH. Which names there are is not looked up.
fn is_licence(value: &str) -> bool {
    let words = value.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')')).filter(|word| !word.is_empty());
    let mut name_is_next = true;
    for word in words {
        let joins = matches!(word, "AND" | "OR" | "WITH");
        let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || "-.+:".contains(c));
        if joins == name_is_next || !plain {
            return false;
        }
        name_is_next = joins;
    }
    !name_is_next && value.matches('(').count() == value.matches(')').count()
}

fn is_commit(value: &str) -> bool {
    (7..=64).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_version(value: &str) -> bool {
    let (value, build) = value.split_once('+').map_or((value, None), |(value, build)| (value, Some(build)));
    let (core, before) = value.split_once('-').map_or((value, None), |(core, before)| (core, Some(before)));
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    let words = |text: &str| text.split('.').all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
    core.split('.').count() == 3 && core.split('.').all(number) && before.is_none_or(words) && build.is_none_or(words)
}

fn is_address(value: &str) -> bool {
    value.split_once('@').is_some_and(|(name, host)| {
        let plain = |text: &str| !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || "@<>,".contains(c));
        plain(name) && plain(host) && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_apart() {
        assert!(is_time("2026-08-01T12:00:00Z") && is_time("2026-08-01t12:00:00.25+02:00"));
        assert!(!is_time("2026-08-01") && !is_time("2026-13-01T12:00:00Z") && !is_time("2026-08-01T12:00:00") && !is_time("äöü"));
        assert!(is_licence("MIT") && is_licence("(MIT OR Apache-2.0) AND GPL-2.0-only WITH Classpath-exception-2.0"));
        assert!(!is_licence("Apache 2.0") && !is_licence("MIT OR") && !is_licence("(MIT"));
        assert!(is_version("1.4.0") && is_version("1.4.0-rc.1+build.5") && !is_version("v1.4.0") && !is_version("1.4") && !is_version("01.4.0"));
        assert!(is_commit("0ccf378") && !is_commit("main") && is_url("https://example.com/x") && !is_url("example.com"));
        assert!(is_address("a.b@example.com") && !is_address("A B <a@example.com>") && !is_address("a@localhost"));
    }
}
