//! Owns the commands that install a project's dependencies, and what is copied before them.

use super::{Context, Run};
use crate::knowledge::ecosystems::{Step, StepKind};
use crate::knowledge::patterns::fits;
use crate::model::artifacts::option_value;
use crate::model::copies::{Copied, CopiedFrom, basename, is_below};
use crate::model::steps::step;
use crate::syntax::{Command, Word};

/// Sources that are copied before a RUN installs dependencies.
pub struct EarlySources<'c, 'a> {
    /// The COPY.
    pub copied: &'c Copied<'a>,
    /// Its source.
    pub word: &'a Word,
    /// The command that installs.
    pub command: &'a Command,
    /// What it is.
    pub step: &'static Step,
}

/// The sources that make a RUN install dependencies again with each edit.
pub fn early_sources<'c, 'a>(context: &'c Context<'a>, run: &Run<'a>) -> Option<EarlySources<'c, 'a>> {
    let (command, step) = run.script.commands.iter().find_map(|command| Some((command, installs(command)?)))?;
    if binds(run) {
        return None;
    }
    let own = run.stage.items.start..run.index;
    let copies: Vec<_> = own.clone().filter_map(|index| context.copied(index)).filter(|copied| copied.from == CopiedFrom::Context).collect();
    let (copied, (word, _)) = copies.iter().find_map(|copied| Some((*copied, copied.sources.iter().find(|(word, _)| is_broad(&word.text))?)))?;
    if !reaches(context, run.index, command, copied) {
        return None;
    }
    // Manifests on their own, or an installation, before the sources: then this is a second step.
    let before = |index: usize| index < copied.item;
    let manifests = copies.iter().any(|other| before(other.item) && other.sources.iter().any(|(source, _)| names_manifest(&source.text, step)));
    let same = |command: &Command| installs(command).is_some_and(|other| other.ecosystem == step.ecosystem);
    let mut earlier = context.runs().filter(|earlier| own.contains(&earlier.index) && before(earlier.index));
    let installed = earlier.any(|earlier| earlier.script.commands.iter().any(same));
    (!manifests && !installed).then_some(EarlySources { copied, word, command, step })
}

/// Whether a RUN mounts files of the build context, so that it needs no COPY of them.
pub fn binds(run: &Run) -> bool {
    let is_bind =
        |mount: &crate::syntax::Mount| mount.fields.iter().flatten().any(|field| field.key == "type" && field.value.as_deref() == Some("bind"));
    run.item.instruction.mounts().any(|(_, mount)| is_bind(mount))
}

/// The step, if it needs the manifests alone.
pub fn installs(command: &Command) -> Option<&'static Step> {
    let step = step(command).filter(|step| step.kind == StepKind::Install && !step.manifests.is_empty())?;
    // `pip install .` builds the project, which needs the sources.
    let of_a_file = step.ecosystem != "pip" || option_value(command.arguments(), &["-r", "--requirement"]).is_some();
    let of_sources =
        command.arguments().iter().any(|word| word.is(".") || word.text.starts_with("./") || word.is("-e") || word.text.starts_with(".["));
    (of_a_file && !of_sources).then_some(step)
}

pub fn is_broad(source: &str) -> bool {
    matches!(source, "." | "./" | "*" | "./*" | "/")
}

/// Whether the sources land where the command runs.
pub fn reaches(context: &Context, run: usize, command: &Command, copied: &Copied) -> bool {
    match (context.model.absolute(run, command, "."), &copied.destination) {
        (Some(folder), Some(destination)) => is_below(&folder, destination),
        _ => false,
    }
}

pub fn names_manifest(source: &str, step: &Step) -> bool {
    let name = basename(source);
    let stem = |manifest: &str| manifest.split('.').next().unwrap_or_default().to_owned();
    step.manifests.iter().any(|manifest| manifest == name || (name.len() > 1 && fits(name, manifest)))
        || (step.ecosystem == "pip" && name.ends_with(".txt"))
        || (step.ecosystem == "dotnet" && (name.ends_with("proj") || name.ends_with(".sln")))
        || step.manifests.first().is_some_and(|manifest| name.starts_with(&stem(manifest)) && !stem(manifest).contains('*'))
}
