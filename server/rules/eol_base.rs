//! A base image whose release gets no fixes any more.

use super::bases::named_bases;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::knowledge::releases;

/// See the page.
pub static RULE: Rule = Rule {
    id: "eol-base",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/eol-base.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for base in named_bases(context) {
        let image = base.image;
        let Some(release) = releases::ended(image) else { continue };
        let message = format!("`{}` is out of date: {} has had no fixes since {} at the latest", image.as_str(), release.name, release.end);
        let fix = releases::current_tag(image).filter(|_| base.editable && image.digest().is_none()).and_then(|current| {
            let tag = image.tag()?;
            // Only variants that every version has are carried over.
            let variant = match tag.split_once('-').map(|(_, variant)| variant) {
                None | Some("slim") if image.familiar_name() == "debian" => "",
                None => "",
                Some("alpine") => "-alpine",
                Some("slim") => "-slim",
                Some(_) => return None,
            };
            let name = format!("{}:{current}{variant}", image.name());
            Some(Fix::review(format!("Change to {name}"), vec![replace(base.span, name)]))
        });
        out.push(RULE.finding(base.span, message).maybe_fix(fix));
    }
}
