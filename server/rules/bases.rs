//! Owns the images that FROM names, and the place in the file that decides each name.

use super::Context;
use crate::knowledge::image_reference::ImageReference;
use crate::knowledge::images;
use crate::knowledge::releases;
use crate::knowledge::users::users;
use crate::model::stage::{Base, Stage};
use crate::model::variable::{DefinitionKind, Origin};
use crate::syntax::Word;
use crate::text::Span;

/// An image that a stage is built on, its name certain unless the build is given other arguments.
pub struct NamedBase<'a> {
    /// The stage.
    pub stage: &'a Stage,
    /// The image.
    pub image: &'a ImageReference,
    /// Where the name stands, absolute: the word behind FROM, or the default of the ARG that the word consists of.
    pub span: Span,
    /// True when the text at `span` is the name itself, so that it may be replaced.
    pub editable: bool,
    /// The word behind FROM when `span` is elsewhere.
    pub used_at: Option<Span>,
}

/// The image of each stage that has one; a default that several stages share comes once.
pub fn named_bases<'a>(context: &Context<'a>) -> Vec<NamedBase<'a>> {
    let mut found: Vec<NamedBase> = Vec::new();
    for stage in &context.model.stages {
        let Base::Image(image) = &stage.base else { continue };
        let Some(word) = certain_word(context, stage) else { continue };
        let item = &context.file.items()[stage.from];
        let here = item.absolute(word.span);
        let base = match default_of(context, stage.from, word) {
            Some((span, text)) => NamedBase { stage, image, span, editable: text == image.as_str(), used_at: Some(here) },
            None => NamedBase { stage, image, span: here, editable: word.is_plain_source() && *word.text == *image.as_str(), used_at: None },
        };
        if base.used_at.is_none() || !found.iter().any(|other| other.span == base.span) {
            found.push(base);
        }
    }
    found
}

/// A bare name that is no known image of Docker's library: an image of one's own, or a build context that a bake file gives, of which this file tells no version.
pub fn is_own_name(image: &ImageReference) -> bool {
    let name = image.as_str();
    !name.contains(['/', '.', ':', '@'])
        && !images::is_catalogued(image)
        && users(image).is_none()
        && releases::deprecated(image).is_none()
        && releases::current_tag(image).is_none()
}

/// The word behind FROM, unless a build argument without default decides what it means.
pub fn certain_word<'a>(context: &Context<'a>, stage: &Stage) -> Option<&'a Word> {
    let word = context.file.items()[stage.from].instruction.words().first()?;
    context.model.expanded(stage.from, word).filter(|value| value.certain).map(|_| word)
}

/// Place and text of the ARG default that a word consists of, if it is `$NAME` and nothing else.
fn default_of(context: &Context, from: usize, word: &Word) -> Option<(Span, String)> {
    let uses = &context.model.uses;
    let first = uses.partition_point(|one| one.item < from);
    let mut inside = uses[first..].iter().take_while(|one| one.item == from).filter(|one| word.span.contains(one.whole));
    let only = inside.next().filter(|one| one.whole == word.span && !one.has_default)?;
    let Some(Origin::Definition(index)) = only.origin else { return None };
    let definition = &context.model.definitions[index];
    if inside.next().is_some() || definition.kind != DefinitionKind::GlobalArg {
        return None;
    }
    let item = &context.file.items()[definition.item];
    let word = item.instruction.words().iter().find(|word| word.span.contains(definition.span)).filter(|word| word.is_plain_source())?;
    let (name, value) = word.text.split_once('=')?;
    let span = item.instruction.span_in(word, name.len() + 1..word.text.len());
    Some((item.absolute(span), value.to_owned()))
}

/// Repositories that publish no versions, only `latest` and kinds of it: nothing better can be named but a digest.
pub fn has_no_versions(image: &ImageReference) -> bool {
    ["gcr.io/distroless/", "cgr.dev/"].iter().any(|host| image.familiar_name().starts_with(host))
}

/// Whether a stage is built on an image for Windows, as far as its name tells.
pub fn is_windows(context: &Context, stage: &Stage) -> bool {
    let Base::Image(image) = context.model.base_chain(stage).1 else { return false };
    let tag = image.tag().unwrap_or_default();
    let by_tag = ["nanoserver", "windowsservercore", "ltsc20"].iter().any(|word| tag.contains(word));
    by_tag || images::family(image).is_some_and(|family| family.os.as_deref() == Some("windows"))
}

/// Whether a name says that a stage is for work on the program, and not for its use.
pub fn is_for_development(stage: &Stage) -> bool {
    let words = |name: &str| {
        name.split(['-', '_', '.'])
            .any(|word| matches!(word, "dev" | "devel" | "development" | "debug" | "debugger" | "test" | "tests" | "testing" | "ci"))
    };
    stage.name().is_some_and(words)
}
