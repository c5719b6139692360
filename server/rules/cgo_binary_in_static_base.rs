//! A Go program that may need a C library, in an image that has none.

use super::copied_artifacts::{Libc, copied_artifacts, libc};
use super::linking::{Linking, linking};
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "cgo-binary-in-static-base",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/cgo-binary-in-static-base.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for copied in copied_artifacts(context).iter().filter(|copied| copied.artifact.step.ecosystem == "go") {
        if libc(context, copied.into) != Some(Libc::Missing) {
            continue;
        }
        let severity = match linking(context, copied) {
            Linking::StaticOrUnknown => continue,
            Linking::Possibly(_) => Severity::Warning,
            Linking::Surely(_) => Severity::Error,
        };
        let item = &context.file.items()[copied.item];
        let Some(run) = context.run(copied.artifact.item) else { continue };
        let command = &run.script.commands[copied.artifact.command];
        let build = run.item.absolute(command.span);
        let message = format!("`{}` is built with cgo, so it looks for a C library that this image does not have, and ends with \"not found\"; build it with CGO_ENABLED=0", copied.word.text);
        let mut finding = RULE.finding(item.absolute(copied.word.span), message).severity(severity).related(build, "built here");
        let plain = command.wrappers().is_empty() && command.assignments.iter().all(|assignment| assignment.name != "CGO_ENABLED");
        if plain {
            let start = build.start as usize;
            finding = finding.fix(Fix::review("Build with CGO_ENABLED=0", vec![replace(Span::new(start, start), "CGO_ENABLED=0 ")]));
        }
        out.push(finding);
    }
}
