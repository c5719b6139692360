//! A program that is built for one C library and copied into an image with another.

use super::copied_artifacts::{Libc, copied_artifacts, libc};
use super::linking::{Linking, linking};
use super::{Check, Context, Finding, Profile, Rule, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "libc-mismatch",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/libc-mismatch.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for copied in copied_artifacts(context) {
        let Some(there) = libc(context, copied.into) else { continue };
        let (needs, sure) = match linking(context, copied) {
            Linking::StaticOrUnknown => continue,
            // For Go another rule speaks when there is no library at all.
            Linking::Possibly(_) if there == Libc::Missing => continue,
            Linking::Possibly(libc) => (libc, false),
            Linking::Surely(libc) => (libc, true),
        };
        let name = &copied.word.text;
        let (message, severe) = match (needs, there) {
            (Libc::Glibc(_), Libc::Missing) | (Libc::Musl, Libc::Missing) => (format!("`{name}` needs a C library, and this image has none: it ends with \"not found\""), true),
            (Libc::Glibc(_), Libc::Musl) => (format!("`{name}` is built for glibc, but this image has musl: it ends with \"not found\""), true),
            (Libc::Musl, Libc::Glibc(_)) => (format!("`{name}` is built for musl, but this image has glibc: it ends with \"not found\""), false),
            (Libc::Glibc(Some(built)), Libc::Glibc(Some(runs))) if built > runs && sure => {
                (format!("`{name}` is built with glibc {}, but this image has {}: it may end with \"GLIBC_{0} not found\"", version(built), version(runs)), false)
            }
            _ => continue,
        };
        let severity = if severe && sure { Severity::Error } else { Severity::Warning };
        let item = &context.file.items()[copied.item];
        let mut finding = RULE.finding(item.absolute(copied.word.span), message).severity(severity);
        if let Some(run) = context.run(copied.artifact.item) {
            finding = finding.related(run.item.absolute(run.script.commands[copied.artifact.command].span), "built here");
        }
        out.push(finding);
    }
}

fn version(number: u32) -> String {
    format!("{}.{}", number / 100, number % 100)
}
