//! Owns the way from a secret in a build argument to a secret mount.

use super::lines::{add_flag, delete};
use super::mentions::mentions;
use super::{Context, Fix};
use crate::model::stage::Stage;
use crate::syntax::{Item, Keyword};

/// Hands the secret to each RUN that reads it in place of the ARG, if nothing else does.
pub fn use_secret_mount(context: &Context, stage: &Stage, arg: &Item, name: &str) -> Option<Fix> {
    if arg.instruction.words().len() != 1 {
        return None;
    }
    let reads = |item: &&Item| item.start > arg.start && mentions(&item.instruction.text, name);
    let readers: Vec<&Item> = context.model.stage_items(context.file, stage).iter().filter(reads).collect();
    let inherited = context.model.stages[stage.index + 1..].iter().any(|later| later.base == crate::model::stage::Base::Stage(stage.index));
    if readers.is_empty() || inherited || readers.iter().any(|item| item.keyword != Keyword::Run) {
        return None;
    }
    let id = name.to_ascii_lowercase();
    let mut edits = vec![delete(context, arg)?];
    edits.extend(readers.iter().map(|item| add_flag(item, &format!("--mount=type=secret,id={id},env={name}"))));
    Some(Fix::review("Use a secret mount", edits))
}
