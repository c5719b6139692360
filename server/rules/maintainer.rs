//! The deprecated MAINTAINER instruction.

use super::rule::replace;
use super::{Check, Finding, Fix, Profile, Rule, Severity, Tag};
use crate::syntax::{Instruction, Keyword};

/// See the page.
pub static RULE: Rule = Rule {
    id: "maintainer",
    severity: Severity::Information,
    aliases: &["CKV_DOCKER_6", "DL4000", "DS-0022", "S6586", "buildkit/MaintainerDeprecated"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit, Profile::Hadolint],
    docs: include_str!("../../docs/rules/maintainer.md"),
    check: Check::Local(check),
};

fn check(instruction: &Instruction, out: &mut Vec<Finding>) {
    if instruction.keyword != Keyword::Maintainer {
        return;
    }
    let message = "MAINTAINER is deprecated; use the label org.opencontainers.image.authors";
    out.push(RULE.finding(instruction.keyword_span, message).tagged(Tag::Deprecated).maybe_fix(fix(instruction)));
}

/// The name moves into a label. It changes the image's metadata, from the author field to a label, so somebody should look at it.
fn fix(instruction: &Instruction) -> Option<Fix> {
    let name = instruction.argument_text()?;
    let text = name.text.trim_matches('"');
    if text.contains(['"', '\\', '$', '`']) || !name.verbatim {
        return None;
    }
    let label = format!("LABEL org.opencontainers.image.authors=\"{text}\"");
    Some(Fix::review("Use a label", vec![replace(instruction.header_span(), label)]))
}
