//! Owns what the container of the final image starts: the command that ENTRYPOINT and CMD make together.

use super::Context;
use super::bases::is_for_development;
use crate::knowledge::starts::{self, Start};
use crate::syntax::{Command, Item, Keyword};
use crate::text::Span;

/// What is started.
pub struct Started<'a> {
    /// The instruction that names the program.
    pub item: &'a Item,
    /// The command of that instruction.
    pub command: &'a Command,
    /// The program without its folder, and its arguments, those that CMD adds included.
    pub words: Vec<&'a str>,
    /// Whether an init process stands in front of it.
    pub has_init: bool,
}

/// What the final image starts, as far as the file says it. None for images that are made to work or to test in.
pub fn started<'a>(context: &Context<'a>) -> Option<Started<'a>> {
    let last = context.final_stage()?;
    if context.options.dev_image || is_for_development(last) {
        return None;
    }
    let entrypoint = last_of(context, Keyword::Entrypoint);
    let cmd = last_of(context, Keyword::Cmd);
    let Some(entrypoint) = entrypoint else {
        // An image may bring an entry point of its own, which decides what becomes of the words.
        return alone(cmd?);
    };
    let found = alone(entrypoint)?;
    let Some(cmd) = cmd.filter(|cmd| entrypoint.instruction.is_json() && cmd.instruction.is_json()) else { return Some(found) };
    let given = alone(cmd)?;
    if is_init(found.command) {
        return Some(Started { has_init: true, ..given });
    }
    let words = found.words.into_iter().chain(given.command.words.iter().map(|word| &*word.text)).collect();
    Some(Started { words, ..found })
}

/// The command that an instruction starts by itself: the last one of a line for the shell.
fn alone(item: &Item) -> Option<Started<'_>> {
    let script = item.instruction.script();
    let command = script.commands.iter().rfind(|command| command.inside.is_none()).filter(|_| script.understood)?;
    let words = command.arguments().iter().map(|word| &*word.text);
    let has_init = command.wrappers().iter().any(|word| matches!(word.text.rsplit('/').next().unwrap_or_default(), "tini" | "dumb-init"));
    Some(Started { item, command, words: [command.name()].into_iter().chain(words).collect(), has_init })
}

fn is_init(command: &Command) -> bool {
    matches!(command.name(), "tini" | "dumb-init" | "catatonit") || command.name().is_empty()
}

/// The last instruction of a kind in what is shipped.
fn last_of<'a>(context: &Context<'a>, keyword: Keyword) -> Option<&'a Item> {
    let items = |stage: &crate::model::stage::Stage| context.model.stage_items(context.file, stage);
    context.shipped().into_iter().find_map(|stage| items(stage).iter().rfind(|item| item.keyword == keyword))
}

impl Started<'_> {
    /// What is known of the command.
    pub fn known(&self) -> Option<&'static Start> {
        starts::start(&self.words)
    }

    /// The first words, as they are to be shown.
    pub fn shown(&self) -> String {
        let words: Vec<&str> = self.words.iter().copied().filter(|word| !word.starts_with('-')).take(3).collect();
        words.join(" ")
    }

    /// Where the command stands, its wrappers left out.
    pub fn span(&self) -> Span {
        let words = self.command.argv();
        let (first, last) = (words.first().map_or(self.command.span, |word| word.span), words.last().map_or(self.command.span, |word| word.span));
        self.item.absolute(Span::new(first.start as usize, last.end as usize))
    }
}
