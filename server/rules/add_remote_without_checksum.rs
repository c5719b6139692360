//! ADD of a URL without a checksum.

use super::copies::copies;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::model::source_kind::{SourceKind, source_kind};
use crate::syntax::Keyword;
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "add-remote-without-checksum",
    severity: Severity::Warning,
    aliases: &["DL3020"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/add-remote-without-checksum.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for copy in copies(context).filter(|copy| copy.item.keyword == Keyword::Add && copy.instruction().flag("checksum").is_none()) {
        for source in copy.paths() {
            let Some(value) = context.model.expanded(copy.index, source) else { continue };
            if source_kind(&value.text) != SourceKind::Url {
                continue;
            }
            let message = "nothing checks what this server sends, so the image can change without a change of the Dockerfile; add --checksum=sha256:…";
            // BuildKit takes one checksum for one source.
            let single = copy.sources.len() == 1;
            let end = copy.item.absolute(copy.instruction().keyword_span).end as usize;
            let text = format!(" --checksum=sha256:{}", "0".repeat(64));
            let fix = single.then(|| Fix::review("Add a checksum to be filled in", vec![replace(Span::new(end, end), text)]));
            out.push(RULE.finding(copy.item.absolute(source.span), message).maybe_fix(fix));
        }
    }
}
