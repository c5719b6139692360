//! A file that a later layer removes, so that it is shipped all the same.

use super::rule::replace;
use super::lines::{add_flag, delete};
use super::{Check, Context, Finding, Fix, Profile, Rule, Run, Severity};
use crate::knowledge::secrets::{Level, secret_file};
use crate::model::artifacts::option_value;
use crate::model::copies::{Copied, CopiedFrom, basename};
use crate::syntax::{Command, Joint, ShellWord};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "rm-in-later-layer",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/rm-in-later-layer.md"),
    check: Check::File(check),
};

/// Where a file came into the image.
struct Brought<'a> {
    item: usize,
    path: String,
    span: Span,
    copied: Option<&'a Copied<'a>>,
}

fn check(context: &Context, out: &mut Vec<Finding>) {
    let shipped = context.shipped();
    let mut known = None;
    for run in context.runs_of(&shipped) {
        for (index, command) in run.script.commands.iter().enumerate().filter(|(_, command)| command.name() == "rm" && !command.conditional) {
            for word in command.arguments().iter().filter(|word| !word.text.starts_with('-')) {
                let resolved = context.model.resolved(run.index, &run.script.commands, word);
                let Some(path) = resolved.and_then(|path| context.model.absolute(run.index, command, &path)) else { continue };
                let brought = known.get_or_insert_with(|| brought(context, &shipped));
                let Some(file) = brought.iter().rfind(|file| file.item < run.index && file.path == path) else { continue };
                // Of secrets another rule speaks.
                if secret_file(&path).is_some_and(|row| row.level != Level::None) {
                    continue;
                }
                let advice = if file.copied.is_some() { "mount it in the RUN that needs it" } else { "remove it in the RUN that fetches it" };
                let message = format!("the layer that brought `{path}` is shipped with it all the same; {advice}");
                let fix = file.copied.and_then(|copied| mount(context, copied, &run, index, &path));
                let finding = RULE.finding(run.item.absolute(word.span), message).related(file.span, "it comes into the image here").maybe_fix(fix);
                out.push(if file.copied.is_some() { finding.replacing(&["add-unpack"], Some(file.span)) } else { finding });
            }
        }
    }
}

/// The files that are copied or fetched under names that are known.
fn brought<'c>(context: &'c Context, shipped: &[&crate::model::stage::Stage]) -> Vec<Brought<'c>> {
    let mut found = Vec::new();
    if let Some(last) = shipped.first() {
        for copied in context.copies_of(last.index) {
            for (word, source) in &copied.sources {
                let Some(source) = source.as_deref().filter(|source| !source.contains(['*', '?', '['])) else { continue };
                // What has no ending may be a folder, whose contents land at the destination.
                let file = basename(source).contains('.');
                let Some(path) = copied.lands_at(source, false).filter(|_| file || !copied.into_directory) else { continue };
                let span = context.file.items()[copied.item].absolute(word.span);
                found.push(Brought { item: copied.item, path, span, copied: Some(copied) });
            }
        }
    }
    for run in context.runs_of(shipped) {
        for command in &run.script.commands {
            let Some(path) = fetched(command).and_then(|name| context.model.absolute(run.index, command, &name)) else { continue };
            found.push(Brought { item: run.index, path, span: run.item.absolute(command.span), copied: None });
        }
    }
    found.sort_by_key(|file| file.item);
    found
}

/// The file that a command downloads to.
fn fetched(command: &Command) -> Option<String> {
    let arguments = command.arguments();
    let url = || {
        let word = arguments.iter().filter_map(ShellWord::literal).find(|word| word.contains("://"))?;
        Some(basename(word).to_owned()).filter(|name| !name.contains(['?', '#']) && !name.is_empty())
    };
    // `-fsSLo file` is several options in one word.
    let short = |letter: char| arguments.iter().position(|word| word.text.starts_with('-') && !word.text.starts_with("--") && word.text.ends_with(letter));
    let (letter, long) = match command.name() {
        "curl" => ('o', "--output"),
        "wget" => ('O', "--output-document"),
        _ => return None,
    };
    let given = short(letter).map(|at| arguments.get(at + 1).cloned()).or_else(|| option_value(arguments, &[long]).map(Some));
    match given {
        Some(path) => path.and_then(|word| word.literal().map(str::to_owned)).filter(|path| path != "-"),
        None if command.name() == "curl" => {
            let named = short('O').is_some() || command.has("--remote-name") || arguments.iter().any(|word| word.text.starts_with("-O"));
            named.then(url)?
        }
        None if arguments.iter().any(|word| ["-P", "-O", "--directory-prefix"].iter().any(|option| word.text.starts_with(option))) => None,
        None => url(),
    }
}

/// Mounts the file in the RUN behind its COPY, if that RUN removes it at its end.
fn mount(context: &Context, copied: &Copied, run: &Run, index: usize, path: &str) -> Option<Fix> {
    let commands = &run.script.commands;
    let (rm, before) = (&commands[index], commands.get(index.checked_sub(1)?)?);
    let targets = rm.arguments().iter().filter(|word| !word.text.starts_with('-')).count();
    let item = &context.file.items()[copied.item];
    let alone = copied.sources.len() == 1 && item.instruction.flags.iter().all(|flag| &*flag.name == "from") && item.instruction.heredocs.is_empty();
    let last = index + 1 == commands.len() && rm.joint == Joint::And && targets == 1 && rm.inside.is_none();
    if !alone || !last || copied.item + 1 != run.index || run.item.instruction.is_json() {
        return None;
    }
    let (source, from) = match copied.from {
        CopiedFrom::Context => (copied.sources[0].0.text.to_string(), String::new()),
        CopiedFrom::Stage(_) => (copied.sources[0].0.text.to_string(), format!("from={},", item.instruction.flag("from")?.value.as_ref()?.text)),
        CopiedFrom::Elsewhere => return None,
    };
    if source.contains(['$', ',', '"', ' ']) || source.contains("://") {
        return None;
    }
    let (start, end) = (run.item.absolute(before.span).end as usize, run.item.absolute(rm.span).end as usize);
    let flag = add_flag(run.item, &format!("--mount=type=bind,{from}source={source},target={path}"));
    Some(Fix::review("Mount the file in place of copying it", vec![delete(context, item)?, flag, replace(Span::new(start, end), "")]))
}
