//! A copy of the whole build context with folders in it that nobody means to ship.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::copies::{CopiedFrom, basename};

/// See the page.
pub static RULE: Rule = Rule {
    id: "large-context-copy",
    severity: Severity::Information,
    aliases: &["S6470"],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/large-context-copy.md"),
    check: Check::File(check),
};

/// Folders that tools fill on the machine of a developer.
const FOLDERS: [(&str, &str); 3] = [(".git", "the whole history"), ("node_modules", "modules for this machine"), (".venv", "an environment for this machine")];

fn check(context: &Context, out: &mut Vec<Finding>) {
    // Where there is no list of exceptions at all, that is the fault.
    let (Some(paths), Some(ignore), Some(last)) = (context.workspace.paths(), context.workspace.dockerignore(), context.final_stage()) else { return };
    for copied in context.copies_of(last.index).filter(|copied| copied.from == CopiedFrom::Context) {
        for (word, source) in &copied.sources {
            let Some(source) = source.as_deref() else { continue };
            let source = source.trim_start_matches("./").trim_matches('/');
            let prefix = if matches!(source, "" | "." | "*") { String::new() } else { format!("{source}/") };
            let taken = paths.iter().filter_map(|path| path.strip_suffix('/')).find_map(|path| {
                let (_, what) = FOLDERS.iter().find(|(name, _)| *name == basename(path))?;
                (path.starts_with(&prefix) && !ignore.excludes(path)).then_some((path, what))
            });
            let Some((path, what)) = taken else { continue };
            let item = &context.file.items()[copied.item];
            let message = format!("this takes `{path}` along, {what}, as .dockerignore does not leave it out");
            out.push(RULE.finding(item.absolute(word.span), message));
        }
    }
}
