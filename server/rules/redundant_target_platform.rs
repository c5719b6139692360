//! `--platform=$TARGETPLATFORM`, which says what holds anyway.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity, Tag};
use crate::model::variable::Origin;
use crate::syntax::{Item, Keyword};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "redundant-target-platform",
    severity: Severity::Warning,
    aliases: &["DL3065", "buildkit/RedundantTargetPlatform"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit, Profile::Hadolint],
    docs: include_str!("../../docs/rules/redundant-target-platform.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for (index, item) in context.items().filter(|(_, item)| item.keyword == Keyword::From) {
        let Some(flag) = item.instruction.flag("platform") else { continue };
        let Some(value) = &flag.value else { continue };
        let Some([only]) = context.model.expansion(index, value).map(|expansion| expansion.uses.as_slice()) else { continue };
        if only.name != "TARGETPLATFORM" || only.range != (0..value.text.len()) {
            continue;
        }
        let overridden = context.model.uses.iter().any(|found| found.item == index && *found.name == *only.name && !matches!(found.origin, Some(Origin::Builder)));
        let finding = RULE.finding(item.absolute(flag.word.span), "stages are built for the target platform anyway");
        // A global ARG TARGETPLATFORM that the build overrides could differ, so only the plain case is mended unasked.
        let fix = if overridden { Fix::review } else { Fix::safe };
        out.push(finding.tagged(Tag::Unnecessary).fix(fix("Delete the flag".to_owned(), vec![replace(with_blank(item, flag.word.span), "")])));
    }
}

/// The flag and the blanks behind it.
fn with_blank(item: &Item, flag: Span) -> Span {
    let rest = &item.instruction.text[flag.end as usize..];
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    item.absolute(Span::new(flag.start as usize, flag.end as usize + blanks))
}
