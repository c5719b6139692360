//! FROM with the tag `latest`.

use super::bases::{has_no_versions, named_bases};
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::knowledge::releases;

/// See the page.
pub static RULE: Rule = Rule {
    id: "latest-base",
    severity: Severity::Warning,
    aliases: &["CKV_DOCKER_7", "DKL-DI-0006", "DL3007", "DS-0001", "S6596"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/latest-base.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for base in named_bases(context) {
        let image = base.image;
        if image.tag() != Some("latest") || image.digest().is_some() || has_no_versions(image) {
            continue;
        }
        let message = format!("`{}` is another image whenever its publisher moves the tag `latest`", image.as_str());
        let mut finding = RULE.finding(base.span, message);
        if let Some(from) = base.used_at {
            finding = finding.related(from, "used as base here");
        }
        let fix = releases::current_tag(image).filter(|_| base.editable).map(|tag| {
            let name = format!("{}:{tag}", image.name());
            Fix::review(format!("Change to {name}"), vec![replace(base.span, name)])
        });
        // An image that was given up has to be replaced anyway.
        if releases::deprecated(image).is_some() {
            finding = finding.only(&[Profile::Hadolint]);
        }
        out.push(finding.maybe_fix(fix));
    }
}
