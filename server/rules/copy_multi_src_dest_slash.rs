//! Several files copied to a destination that does not end with a slash.

use super::copies::copies;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "copy-multi-src-dest-slash",
    severity: Severity::Warning,
    aliases: &["DL3021", "DS-0011"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/copy-multi-src-dest-slash.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for copy in copies(context) {
        // A source that is a folder for sure makes the destination one.
        let files = copy.sources.iter().filter(|source| !source.text.ends_with('/') && !matches!(&*source.text, "." | "..")).count();
        let text = &*copy.destination.text;
        if files < 2 || text.ends_with('/') {
            continue;
        }
        let Some(target) = copy.target(context) else { continue };
        if copy.goes_into_folder(context, &target) {
            continue;
        }
        let message = format!("unless `{text}` is a folder already, each of these {files} sources is written to that one path and only the last one survives");
        let span = copy.item.absolute(copy.destination.span);
        let fix = copy.destination.is_plain_source().then(|| {
            let end = span.end as usize;
            Fix::review("Add a slash", vec![replace(Span::new(end, end), "/")])
        });
        out.push(RULE.finding(span, message).maybe_fix(fix));
    }
}
