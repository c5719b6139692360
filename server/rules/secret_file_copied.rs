//! A file with a secret that goes into the image.

use super::copies::{FileCopy, copies, file_name};
use super::lines::{add_flag, delete};
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::knowledge::secrets::{Level, SecretFile, secret_file};
use crate::model::stage::Target;
use crate::syntax::{Keyword, Word};

/// See the page.
pub static RULE: Rule = Rule {
    id: "secret-file-copied",
    severity: Severity::Error,
    aliases: &["DS-0031"],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/secret-file-copied.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let shipped: Vec<usize> = context.shipped().iter().map(|stage| stage.index).collect();
    for copy in copies(context) {
        let in_image = shipped.contains(&copy.stage);
        if !copy.is_from_context() {
            if in_image && comes_from_stage(context, &copy) {
                from_stage(context, &copy, out);
            }
            continue;
        }
        for source in copy.paths() {
            let Some(path) = context.model.expanded(copy.index, source).filter(|path| path.certain) else { continue };
            let severity = |level: Level| match (level, in_image) {
                (Level::Error, true) => Severity::Error,
                (Level::Error, false) | (_, true) => Severity::Warning,
                _ => Severity::Information,
            };
            let stays = if in_image { "everybody who can pull the image can read it" } else { "it stays in the build cache" };
            if let Some((row, level)) = named_secret(context, &copy, &path.text) {
                let message = format!("`{}` usually holds a secret, and {stays}; use RUN --mount=type={}", source.text, if row.ssh { "ssh" } else { "secret" });
                let finding = RULE.finding(copy.item.absolute(source.span), message).severity(severity(level));
                out.push(finding.maybe_fix(fix(context, &copy, row)));
            } else if let Some(inside) = secret_inside(context, &path.text) {
                let message = format!("`{}` brings `{inside}` along, and {stays}; list it in .dockerignore", source.text);
                out.push(RULE.finding(copy.item.absolute(source.span), message).severity(severity(Level::Warning)));
            }
        }
    }
}

fn comes_from_stage(context: &Context, copy: &FileCopy) -> bool {
    let references = &context.model.references;
    let first = references.partition_point(|one| one.item < copy.index);
    references.get(first).is_some_and(|one| one.item == copy.index && matches!(one.target, Target::Stage(_)))
}

/// Out of another stage, only what is a secret by its name alone counts.
fn from_stage(context: &Context, copy: &FileCopy, out: &mut Vec<Finding>) {
    for source in copy.paths() {
        let path = context.model.expanded(copy.index, source).filter(|path| path.certain);
        if path.is_some_and(|path| secret_file(&path.text).is_some_and(|row| row.level == Level::Error)) {
            let message = format!("`{}` holds a secret, and everybody who can pull the image can read it", source.text);
            out.push(RULE.finding(copy.item.absolute(source.span), message));
        }
    }
}

/// The kind of secret that source or destination name, and how sure it is.
fn named_secret(context: &Context, copy: &FileCopy, path: &str) -> Option<(&'static SecretFile, Level)> {
    let row = secret_file(path).or_else(|| {
        let target = copy.target(context).filter(|_| copy.sources.len() == 1 && !file_name(path).is_empty())?;
        // Under another name, only what is a secret for sure counts.
        secret_file(&target).filter(|row| row.level == Level::Error && row.telling.is_empty() && file_name(&target) != ".ssh")
    })?;
    // What gets the name of a public key is one.
    if copy.target(context).is_some_and(|target| secret_file(&target).is_some_and(|row| row.level == Level::None && row.telling.is_empty())) {
        return None;
    }
    let level = level_of(context, row, path.trim_start_matches("./").trim_start_matches('/'));
    (level != Level::None).then_some((row, level))
}

/// The level of a row, after a look into the file if there is one.
fn level_of(context: &Context, row: &SecretFile, path: &str) -> Level {
    let Some(text) = context.workspace.text(path).filter(|_| !row.telling.is_empty()) else { return row.level };
    let tells = |line: &str| {
        row.telling.iter().any(|word| line.split_once(word.as_str()).is_some_and(|(_, value)| !value.trim_start_matches([' ', '"', ':', '=']).starts_with('$')))
    };
    if text.lines().any(tells) { Level::Error } else { Level::None }
}

/// A secret file in a folder that is copied whole.
fn secret_inside<'a>(context: &Context<'a>, folder: &str) -> Option<&'a str> {
    const TESTS: [&str; 10] = ["test", "tests", "testdata", "fixtures", "example", "examples", "samples", "node_modules", "vendor", ".git"];
    let folder = folder.trim_start_matches("./").trim_matches('/');
    let folder = if folder == "." { "" } else { folder };
    let inside = |path: &str| folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    let ignored = |path: &str| context.workspace.dockerignore().is_some_and(|ignore| ignore.excludes(path));
    let is_secret = |path: &str| secret_file(path).is_some_and(|row| row.names_whole_file(path) && level_of(context, row, path) != Level::None);
    let paths = context.workspace.paths()?.iter().map(|path| &**path);
    paths.filter(|path| inside(path) && !path.split('/').any(|part| TESTS.contains(&part))).find(|path| is_secret(path) && !ignored(path))
}

/// Mounts the secret in the next RUN in place of the copy.
fn fix(context: &Context, copy: &FileCopy, row: &SecretFile) -> Option<Fix> {
    let stage = &context.model.stages[copy.stage];
    let run = context.file.items()[copy.index..stage.items.end].iter().find(|item| item.keyword == Keyword::Run)?;
    let single: &[Word] = copy.sources;
    let mount = match (row.ssh, &row.target, &row.id) {
        (true, ..) => "--mount=type=ssh".to_owned(),
        (false, Some(target), Some(id)) => format!("--mount=type=secret,id={id},target={target}"),
        _ => return None,
    };
    let edits = vec![delete(context, copy.item).filter(|_| single.len() == 1)?, add_flag(run, &mount)];
    Some(Fix::review("Use a mount for the next RUN", edits))
}
