//! An image from a registry that is not on the list.

use super::bases::named_bases;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::knowledge::image_reference::ImageReference;
use crate::model::stage::{ReferencePlace, Target};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "untrusted-registry",
    severity: Severity::Warning,
    aliases: &["CIS-DI-0002", "DL3026"],
    profiles: &[Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/untrusted-registry.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    // Without a list, all registries may be used.
    if context.options.trusted_registries.is_empty() {
        return;
    }
    for base in named_bases(context) {
        judge(context, base.image, base.span, out);
    }
    for reference in context.model.references.iter().filter(|one| one.target == Target::Image && one.place != ReferencePlace::From) {
        let known = context.options.build_contexts.iter().any(|name| **name == *reference.text);
        if let Some(image) = ImageReference::parse(&reference.text).ok().filter(|_| !known) {
            judge(context, &image, context.file.items()[reference.item].absolute(reference.span), out);
        }
    }
}

fn judge(context: &Context, image: &ImageReference, span: Span, out: &mut Vec<Finding>) {
    let registry = match image.name().split_once('/') {
        Some((host, _)) if host.contains(['.', ':']) || host == "localhost" => host,
        _ => "docker.io",
    };
    if !context.options.trusts(registry) {
        out.push(RULE.finding(span, format!("`{registry}` is not among the registries that images may come from")));
    }
}
