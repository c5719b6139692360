//! A program in an empty image that cannot check certificates.

use super::copied_artifacts::copied_artifacts;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::knowledge::images;
use crate::model::stage::Base;
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "scratch-missing-certificates",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/scratch-missing-certificates.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let Some(last) = context.model.stages.last().filter(|last| last.base == Base::Scratch) else { return };
    if last.config.cmd.is_none() && last.config.entrypoint.is_none() {
        return;
    }
    let artifacts = copied_artifacts(context);
    let Some(copied) = artifacts.iter().find(|copied| copied.into.index == last.index && copied.artifact.step.ecosystem == "go") else { return };
    let text: String = context.model.stage_items(context.file, last).iter().map(|item| item.instruction.text.to_ascii_lowercase()).collect();
    if ["cert", "/ssl", "/pki", "rootfs", "zoneinfo"].iter().any(|part| text.contains(part)) || copies_folder(context, last.index) {
        return;
    }
    let from = &context.file.items()[last.from];
    let Some(word) = from.instruction.words().first() else { return };
    let item = &context.file.items()[copied.item];
    let message = "this image has no certificates and no time zones: HTTPS requests fail with \"unknown authority\", and time.LoadLocation with \"unknown time zone\"; if the program needs them, copy them or start from gcr.io/distroless/static";
    let finding = RULE.finding(from.absolute(word.span), message).related(item.absolute(copied.word.span), "the program");
    // The images of Go for Debian hold the certificates.
    let holds = matches!(context.model.base_chain(copied.builder).1, Base::Image(image) if image.familiar_name() == "golang" && images::lookup(image).is_some());
    let fix = copied.builder.name.as_ref().filter(|_| holds).map(|name| {
        let line = format!("COPY --from={} /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/{}", name.written, context.file.source().line_ending());
        Fix::review("Copy the certificates from the builder", vec![replace(Span::new(item.start, item.start), line)])
    });
    out.push(finding.maybe_fix(fix));
}

/// A folder that is copied from a stage may hold anything.
fn copies_folder(context: &Context, stage: usize) -> bool {
    context.copies_of(stage).any(|copied| copied.sources.iter().any(|(word, _)| word.text.ends_with('/') || &*word.text == "."))
}
