//! Owns the hover texts on good practice where it is followed: an option, a mount, a manifest that is copied before the sources.

use super::Analysis;
use crate::knowledge::practices::{self, Practice};
use crate::model::copies::basename;
use crate::rules::{RULES, page_url};
use crate::syntax::{Arguments, Command, Item, Keyword, ShellWord};
use crate::text::Span;

impl Analysis {
    /// What good practice stands at a byte offset, and the words that show it.
    pub(super) fn practice_at(&self, offset: usize) -> Option<(Span, String)> {
        let index = self.file.item_at(offset)?;
        let item = &self.file.items()[index];
        let relative = offset.checked_sub(item.start)?;
        let (span, practice) = mount(item, relative)
            .or_else(|| set_variable(item, relative))
            .or_else(|| copied(item, relative))
            .or_else(|| if self.is_windows_shell(index) { None } else { in_script(item, relative) })?;
        Some((item.absolute(span), text(practice)))
    }
}

/// Title, reason, and the page of the rule if there is one.
pub(super) fn text(practice: &Practice) -> String {
    let known = practice.rule.as_deref().filter(|id| RULES.iter().any(|rule| rule.id == *id));
    let more = known.map_or(String::new(), |id| format!(" [{id}]({})", page_url(id)));
    format!("**{}**{more}\n\n{}", practice.title, practice.text)
}

type Found = (Span, &'static Practice);

/// A mount is explained over its kind and its target, which say what it is for.
fn mount(item: &Item, offset: usize) -> Option<Found> {
    let instruction = &*item.instruction;
    instruction.mounts().find_map(|(word, mount)| {
        let fields = mount.fields.as_ref()?;
        let kind = fields.iter().find(|field| field.key == "type").and_then(|field| field.value.as_deref()).unwrap_or("bind");
        let field = fields.iter().find(|field| instruction.span_in(word, field.range.clone()).touches(offset))?;
        Some((instruction.span_in(word, field.range.clone()), practices::mount(kind)?))
    })
}

fn set_variable(item: &Item, offset: usize) -> Option<Found> {
    if item.keyword != Keyword::Env {
        return None;
    }
    let pair = item.instruction.pairs().iter().find(|pair| pair.key.span.touches(offset) || pair.value.span.touches(offset))?;
    let practice = practices::variable(&pair.key.text, pair.value.text.trim_matches(['"', '\'']))?;
    Some((Span { start: pair.key.span.start, end: pair.value.span.end }, practice))
}

fn copied(item: &Item, offset: usize) -> Option<Found> {
    if !matches!(item.keyword, Keyword::Copy | Keyword::Add) {
        return None;
    }
    let (_, sources) = item.instruction.words().split_last()?;
    let word = sources.iter().find(|word| word.span.touches(offset))?;
    Some((word.span, practices::copied(basename(&word.text))?))
}

fn in_script(item: &Item, offset: usize) -> Option<Found> {
    let shell = matches!(item.instruction.arguments, Arguments::Text(_) | Arguments::Json(_) | Arguments::Check(..));
    let script = (shell && matches!(item.keyword, Keyword::Run | Keyword::Cmd | Keyword::Entrypoint)).then(|| item.instruction.script())?;
    // A command inside another one is the nearer.
    let command = script.commands.iter().rfind(|command| command.span.touches(offset))?;
    if let Some(assignment) = command.assignments.iter().find(|assignment| assignment.span.touches(offset)) {
        let value = assignment.value.as_ref().map_or("", |value| &value.text);
        return Some((assignment.span, practices::variable(&assignment.name, value)?));
    }
    let word = command.words.iter().find(|word| word.span.touches(offset))?;
    if let Some(practice) = practices::option(command.name(), &word.text) {
        return Some((word.span, practice));
    }
    leading(command, word)
}

/// A command is explained over the words that tell it.
fn leading(command: &Command, word: &ShellWord) -> Option<Found> {
    let plain: Vec<&ShellWord> = command.argv().iter().filter(|word| !word.text.starts_with('-')).collect();
    let mut words: Vec<&str> = plain.iter().map(|word| &*word.text).collect();
    *words.first_mut()? = command.name();
    let (practice, length) = practices::command(&words)?;
    let telling = &plain[..length];
    let span = Span { start: telling.first()?.span.start, end: telling.last()?.span.end };
    telling.iter().any(|part| part.span == word.span).then_some((span, practice))
}
