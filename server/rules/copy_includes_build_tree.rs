//! A whole source tree that is copied into the image beside what was built from it.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::model::copies::{CopiedFrom, is_below};

/// See the page.
pub static RULE: Rule = Rule {
    id: "copy-includes-build-tree",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/copy-includes-build-tree.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let Some(last) = context.model.stages.last() else { return };
    for copied in context.copies_of(last.index) {
        let CopiedFrom::Stage(source) = copied.from else { continue };
        let Some(builder) = context.model.stages.get(source).filter(|builder| builder.index < copied.stage) else { continue };
        let (chain, _) = context.model.base_chain(builder);
        let broad: Vec<String> = context.copies_of(source)
            .filter(|other| other.from == CopiedFrom::Context && other.sources.iter().any(|(word, _)| matches!(&*word.text, "." | "./" | "src" | "src/")))
            .filter_map(|other| other.destination.clone())
            .collect();
        for (word, path) in &copied.sources {
            let Some(path) = path.as_deref().map(|path| crate::model::config::join("/", path)).filter(|path| &**path != "/") else { continue };
            let path: String = path.into();
            if !broad.iter().any(|folder| is_below(folder, &path)) {
                continue;
            }
            let built = context.artifacts_of(&chain).rfind(|artifact| is_below(&artifact.path, &path) && artifact.path != path);
            // Only what is compiled can do without its sources.
            let Some(artifact) = built.filter(|artifact| matches!(artifact.step.ecosystem.as_str(), "go" | "rust" | "maven" | "gradle" | "dotnet" | "c")) else { continue };
            let item = &context.file.items()[copied.item];
            let message = format!("`{}` holds the sources and everything else that the build left; what runs is in `{}`", word.text, artifact.path);
            let exact = !artifact.is_folder && word.is_plain_source() && word.text.starts_with('/') && !copied.into_directory;
            let fix = exact.then(|| {
                let target = format!("{}/{}", copied.destination_word.text.trim_end_matches('/'), &artifact.path[path.len() + 1..]);
                let edits = vec![replace(item.absolute(word.span), artifact.path.clone()), replace(item.absolute(copied.destination_word.span), target)];
                Fix::review(format!("Copy {} only", artifact.path), edits)
            });
            out.push(RULE.finding(item.absolute(word.span), message).maybe_fix(fix));
        }
    }
}
