//! Owns the way from ENTRYPOINT or CMD to the script in the folder that it starts.

use std::sync::Arc;

use super::Context;
use crate::model::config::join;
use crate::model::copies::{CopiedFrom, basename};
use crate::syntax::{Arguments, Keyword};
use crate::text::Span;

/// A script of the folder that the image starts.
pub struct EntryScript {
    /// The word that names it; absolute.
    pub span: Span,
    /// Index of the instruction that names it.
    pub item: usize,
    /// Index of the COPY that brings it.
    pub copy: usize,
    /// Where it is in the image.
    pub target: String,
    /// Its text.
    pub text: Arc<str>,
}

/// The script that the image starts, if the folder is known and it is copied from there.
pub fn entry_script(context: &Context) -> Option<EntryScript> {
    let (chain, _) = context.model.base_chain(context.final_stage()?);
    let last =
        |keyword: Keyword| chain.iter().flat_map(|stage| stage.items.clone().rev()).find(|index| context.file.items()[*index].keyword == keyword);
    let item = last(Keyword::Entrypoint).or_else(|| last(Keyword::Cmd))?;
    let instruction = &context.file.items()[item].instruction;
    let Arguments::Json(words) = &instruction.arguments else { return None };
    let word = words.first()?;
    let program = if word.text.starts_with('/') {
        join("/", &word.text)
    } else if word.text.contains('/') {
        let workdir = context.model.situation(item)?.workdir.as_ref().map_or(Some("/"), |workdir| workdir.known())?;
        join(workdir, &word.text)
    } else {
        word.text.clone()
    };
    let paths = context.workspace.paths()?;
    let copies = chain
        .iter()
        .flat_map(|stage| stage.items.clone().rev())
        .filter_map(|index| context.copied(index))
        .filter(|copied| copied.from == CopiedFrom::Context);
    for copied in copies {
        for source in copied.sources.iter().filter_map(|(_, source)| source.as_deref()) {
            let source = source.trim_start_matches("./").trim_matches('/');
            let source = if source == "." { "" } else { source };
            let below = |path: &'_ str| {
                path.strip_prefix(source).filter(|_| source.is_empty()).or_else(|| path.strip_prefix(source)?.strip_prefix('/')).map(str::to_owned)
            };
            for path in paths {
                let target = if **path == *source {
                    copied.lands_at(source, false)
                } else {
                    below(path).and_then(|rest| Some(join(copied.destination.as_deref()?, &rest).into()))
                };
                // A name without a folder is looked up in PATH.
                let Some(target) = target
                    .filter(|target| *target == *program || (!program.contains('/') && basename(target) == &*program && target.contains("/bin/")))
                else {
                    continue;
                };
                let text = context.workspace.text(path)?;
                return Some(EntryScript { span: context.file.items()[item].absolute(word.span), item, copy: copied.item, target, text });
            }
        }
    }
    None
}
