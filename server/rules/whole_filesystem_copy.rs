//! COPY of everything that another stage holds.

use super::copies::copies;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::knowledge::image_reference::ImageReference;
use crate::knowledge::images;
use crate::model::stage::{Base, ReferencePlace, Target};
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "whole-filesystem-copy",
    severity: Severity::Warning,
    aliases: &["DL3067"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/whole-filesystem-copy.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let shipped: Vec<usize> = context.shipped().iter().map(|stage| stage.index).collect();
    for copy in copies(context).filter(|copy| !copy.is_from_context() && shipped.contains(&copy.stage)) {
        let Some(source) = copy.paths().find(|source| is_root(&source.text)) else { continue };
        let Some(reference) = context.model.references.iter().find(|one| one.item == copy.index && one.place == ReferencePlace::Copy) else { continue };
        let known = |image: &ImageReference| images::lookup(image).is_some() || images::family(image).is_some();
        let system = match reference.target {
            Target::Stage(index) if index < copy.stage => {
                let from = &context.model.stages[index];
                let (chain, base) = context.model.base_chain(from);
                // A stage from scratch holds what was chosen for it, and an image that nobody knows may do so as well.
                let works = chain.iter().any(|stage| context.model.stage_items(context.file, stage).iter().any(|item| item.keyword == Keyword::Run));
                matches!(base, Base::Image(image) if works || known(image))
            }
            Target::Image => ImageReference::parse(&reference.text).is_ok_and(|image| known(&image)),
            _ => false,
        };
        if !system {
            continue;
        }
        let message = format!("this copies the whole system of `{}`, its tools, caches and sources included", reference.text);
        let mut finding = RULE.finding(copy.item.absolute(source.span), message);
        // On an empty base it is a way to melt layers into one.
        if context.model.stages[copy.stage].base == Base::Scratch {
            finding = finding.severity(Severity::Information);
        }
        out.push(finding);
    }
}

/// Without a slash in front, the sources of another stage count from its root as well.
fn is_root(path: &str) -> bool {
    matches!(path.trim_start_matches('/'), "" | "." | "./" | "*" | "./*")
}
