//! FROM without a tag: whatever `latest` is on that day.

use super::bases::{has_no_versions, is_own_name, named_bases};
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::knowledge::releases;

/// See the page.
pub static RULE: Rule = Rule {
    id: "untagged-base",
    severity: Severity::Warning,
    aliases: &["DL3006", "S6596"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/untagged-base.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for base in named_bases(context) {
        let image = base.image;
        if image.tag().is_some() || image.digest().is_some() || has_no_versions(image) || names_later_stage(context, base.stage.index, image.as_str()) {
            continue;
        }
        let message = format!("`{}` has no tag, so each build takes whatever its publisher calls `latest` that day", image.as_str());
        let mut finding = RULE.finding(base.span, message);
        if let Some(from) = base.used_at {
            finding = finding.related(from, "used as base here");
        }
        let fix = releases::current_tag(image).filter(|_| base.editable).map(|tag| {
            let name = format!("{}:{tag}", image.as_str());
            Fix::review(format!("Change to {name}"), vec![replace(base.span, name)])
        });
        // An image that was given up has to be replaced anyway, and a name of one's own may be a build context.
        if releases::deprecated(image).is_some() || is_own_name(image) {
            finding = finding.only(&[Profile::Hadolint]);
        }
        out.push(finding.maybe_fix(fix));
    }
}


/// Another rule speaks of a stage that stands too far down.
fn names_later_stage(context: &Context, stage: usize, name: &str) -> bool {
    context.model.stages[stage + 1..].iter().any(|later| later.name() == Some(name))
}
