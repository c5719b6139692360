//! A base image whose tag moves to another distribution.

use super::bases::named_bases;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::knowledge::image_reference::ImageReference;
use crate::knowledge::images;
use crate::knowledge::releases;

/// See the page.
pub static RULE: Rule = Rule {
    id: "floating-base",
    severity: Severity::Hint,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/floating-base.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for base in named_bases(context) {
        let image = base.image;
        let (Some(tag), None) = (image.tag(), image.digest()) else { continue };
        // A full version stays where it was built, what has ended is not built again, and distributions are what they are.
        let full = tag.split('-').next().is_some_and(|version| version.split('.').count() > 2);
        let Some(facts) = images::lookup(image).filter(|_| tag.starts_with(|c: char| c.is_ascii_digit()) && !full) else { continue };
        if facts.suite.is_empty() || releases::ended(image).is_some() || tag.contains(facts.suite.as_str()) || is_distribution(image.familiar_name()) {
            continue;
        }
        let Some(name) = with_suite(image, tag, &facts.suite) else { continue };
        let message = format!("`{}` is built on {} today and moves on with the next release of the distribution", image.as_str(), facts.suite);
        let fix = base.editable.then(|| Fix::review(format!("Change to {name}"), vec![replace(base.span, name)]));
        out.push(RULE.finding(base.span, message).maybe_fix(fix));
    }
}

fn is_distribution(name: &str) -> bool {
    matches!(name, "debian" | "ubuntu" | "alpine" | "busybox")
}

/// The name with the suite in its tag, in the order that the repository uses.
fn with_suite(image: &ImageReference, tag: &str, suite: &str) -> Option<String> {
    let repository = image.familiar_name();
    if !["golang", "node", "perl", "php", "python", "ruby", "rust"].contains(&repository) {
        return None;
    }
    let tag = match (tag.strip_suffix("-alpine"), tag.strip_suffix("-slim")) {
        (Some(version), _) => format!("{version}-{suite}"),
        (_, Some(version)) if repository == "node" => format!("{version}-{suite}-slim"),
        _ => format!("{tag}-{suite}"),
    };
    Some(format!("{}:{tag}", image.name()))
}
