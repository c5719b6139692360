//! A toolchain image that is older than the project says it needs.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::knowledge::image_reference::ImageReference;
use crate::model::stage::Base;
use crate::workspace::Workspace;

/// See the page.
pub static RULE: Rule = Rule {
    id: "version-mismatch",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/version-mismatch.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for stage in &context.model.stages {
        let Base::Image(image) = &stage.base else { continue };
        let Some((needed, file)) = needed(context.workspace, image) else { continue };
        let Some(given) = image.tag().and_then(version) else { continue };
        if given >= needed {
            continue;
        }
        let from = &context.file.items()[stage.from];
        let Some(word) = from.instruction.words().first().filter(|word| !word.text.contains('$')) else { continue };
        let message = format!("{file} needs {} {}.{} or newer, and this image has {}.{}", image.familiar_name(), needed.0, needed.1, given.0, given.1);
        out.push(RULE.finding(from.absolute(word.span), message));
    }
}

/// The version that a manifest beside the Dockerfile asks for, and the manifest.
fn needed(workspace: &dyn Workspace, image: &ImageReference) -> Option<((u32, u32), &'static str)> {
    match image.familiar_name() {
        "golang" => {
            let text = workspace.text("go.mod")?;
            let line = text.lines().find_map(|line| line.strip_prefix("go "))?;
            Some((version(line.trim())?, "go.mod"))
        }
        "rust" => {
            let text = workspace.text("Cargo.toml")?;
            let manifest: toml::Table = toml::from_str(&text).ok()?;
            let asked = manifest.get("package")?.get("rust-version")?.as_str()?;
            Some((version(asked)?, "Cargo.toml"))
        }
        "node" => {
            let text = workspace.text("package.json")?;
            let manifest: serde_json::Value = serde_json::from_str(&text).ok()?;
            // Only the plain lower bound is understood.
            let range = manifest.get("engines")?.get("node")?.as_str()?.trim();
            let bound = range.strip_prefix(">=").or_else(|| range.strip_prefix('^')).filter(|rest| !rest.contains([' ', '|', '<']))?;
            Some((version(bound.trim())?, "package.json"))
        }
        _ => None,
    }
}

/// Major and minor number. A tag with the major number alone stands for the newest of it, and is never too old.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.split('-').next()?.split('.');
    let major = parts.next()?.parse().ok()?;
    let minor = match parts.next() {
        Some(minor) => minor.parse().ok()?,
        None => u32::MAX,
    };
    Some((major, minor))
}
