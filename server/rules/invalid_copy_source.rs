//! COPY of something that only ADD can fetch.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::model::source_kind::{SourceKind, source_kind};
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "invalid-copy-source",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/invalid-copy-source.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for (index, item) in context.items().filter(|(_, item)| item.keyword == Keyword::Copy) {
        if context.model.stage_of[index].is_none() {
            continue;
        }
        let Some((_, sources)) = item.instruction.words().split_last() else { continue };
        for source in sources {
            let Some(text) = context.model.expanded(index, source).filter(|text| text.certain) else { continue };
            let what = match source_kind(&text.text) {
                SourceKind::Path => continue,
                SourceKind::Url => "download a URL",
                SourceKind::Git => "fetch a Git repository",
            };
            let fix = Fix::review("Use ADD", vec![replace(item.absolute(item.instruction.keyword_span), "ADD")]);
            let has_own_flags = item.instruction.flags.iter().any(|flag| matches!(&*flag.name, "from" | "parents"));
            let finding = RULE.refusal(item.absolute(source.span), format!("COPY cannot {what}; ADD can"));
            out.push(if has_own_flags { finding } else { finding.fix(fix) });
        }
    }
}
