//! Owns the join of what a stage copies from another with what is built there, and the C libraries of both.

use super::Context;
use crate::knowledge::images;
use crate::model::artifacts::{Artifact, is_artifact};
use crate::model::copies::CopiedFrom;
use crate::model::stage::{Base, Stage};
use crate::model::steps::{PackageAction, package_command};
use crate::syntax::{Command, Word};

/// A COPY of something that another stage builds.
pub struct CopiedArtifact<'a> {
    /// Index of the COPY.
    pub item: usize,
    /// The stage that copies.
    pub into: &'a Stage,
    /// The stage that builds.
    pub builder: &'a Stage,
    /// The source as written.
    pub word: &'a Word,
    /// The absolute source.
    pub path: String,
    /// What it is.
    pub artifact: Artifact,
}

/// Every source of a COPY out of a stage that something in that stage builds.
pub fn copied_artifacts<'c, 'a>(context: &'c Context<'a>) -> &'c [CopiedArtifact<'a>] {
    context.copied_artifacts.get_or_init(|| find(context))
}

fn find<'a>(context: &Context<'a>) -> Vec<CopiedArtifact<'a>> {
    let model = context.model;
    let mut found = Vec::new();
    for copied in context.items().filter_map(|(index, _)| context.copied(index)) {
        let index = copied.item;
        let CopiedFrom::Stage(source) = copied.from else { continue };
        let (Some(builder), Some(into)) = (model.stages.get(source), model.stages.get(copied.stage)) else { continue };
        if source >= copied.stage {
            continue;
        }
        let (chain, _) = model.base_chain(builder);
        for (word, path) in &copied.sources {
            let Some(path) = path else { continue };
            let path: String = crate::model::config::join("/", path).into();
            let artifact = context.artifacts_of(&chain).rfind(|artifact| is_artifact(artifact, &path)).cloned();
            if let Some(artifact) = artifact.filter(|_| may_be_program(&path)) {
                found.push(CopiedArtifact { item: index, into, builder, word, path, artifact });
            }
        }
    }
    found
}

/// Pages, scripts and archives of a build are no programs.
fn may_be_program(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    !name.split_once('.').is_some_and(|(_, ending)| !ending.is_empty() && !ending.starts_with(|c: char| c.is_ascii_digit()))
        && !matches!(name, "dist" | "public" | "static" | "assets")
}

/// The C library of a stage's image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Libc {
    /// There is none.
    Missing,
    /// The GNU one, in a version as major * 100 + minor where it is known.
    Glibc(Option<u32>),
    /// Alpine's.
    Musl,
}

/// Version of the GNU C library in the releases of distributions. Source: packages.debian.org, packages.ubuntu.com, August 2026.
const GLIBC: [(&str, u32); 10] = [
    ("stretch", 224),
    ("buster", 228),
    ("bullseye", 231),
    ("bookworm", 236),
    ("trixie", 241),
    ("bionic", 227),
    ("focal", 231),
    ("jammy", 235),
    ("noble", 239),
    ("ubi8", 228),
];

/// The C library of the image that a stage ends on; none when it is not known, or when the stage may have installed another.
pub fn libc(context: &Context, stage: &Stage) -> Option<Libc> {
    let (chain, base) = context.model.base_chain(stage);
    let image = match base {
        Base::Scratch => return brings_libraries(context, &chain).then_some(()).map_or(Some(Libc::Missing), |()| None),
        Base::Image(image) => image,
        _ => return None,
    };
    let installed = context.runs_of(&chain).flat_map(|run| &run.script.commands);
    let shims = |word: &str| matches!(word, "gcompat" | "libc6-compat" | "musl" | "musl-dev" | "glibc");
    if installed.into_iter().any(|command| installs(command, &shims)) || brings_libraries(context, &chain) {
        return None;
    }
    let name = image.familiar_name();
    if name == "gcr.io/distroless/static" || name.starts_with("gcr.io/distroless/static-") {
        return Some(Libc::Missing);
    }
    let suite = images::lookup(image).map(|facts| (facts.libc.as_str(), facts.suite.as_str()));
    match suite {
        Some(("musl", _)) => Some(Libc::Musl),
        Some(("glibc", suite)) => Some(Libc::Glibc(GLIBC.iter().find(|(known, _)| *known == suite).map(|(_, version)| *version))),
        Some(("none", _)) => Some(Libc::Missing),
        _ if name == "alpine" || image.tag().is_some_and(|tag| tag.contains("alpine") && images::family(image).is_some()) => Some(Libc::Musl),
        // The suite in a tag tells the library of any image that is known to be built on a distribution.
        _ if images::family(image).is_some() => {
            let parts: Vec<&str> = image.tag().unwrap_or("latest").split('-').collect();
            GLIBC.iter().find(|(suite, _)| parts.contains(suite)).map(|(_, version)| Libc::Glibc(Some(*version)))
        }
        _ => None,
    }
}

/// Whether a COPY may bring libraries along: a whole system, or a folder in which they lie.
fn brings_libraries(context: &Context, chain: &[&Stage]) -> bool {
    let items = chain.iter().flat_map(|stage| stage.items.clone());
    items.filter_map(|index| context.copied(index)).any(|copied| {
        copied.destination.as_deref().is_none_or(|path| {
            path == "/"
                && copied.from != CopiedFrom::Context
                && copied.sources.iter().any(|(word, _)| matches!(&*word.text, "/" | "/rootfs" | "/rootfs/"))
        }) || copied.sources.iter().any(|(word, _)| ["/lib", "ld-linux", "ld-musl", ".so"].iter().any(|part| word.text.contains(part)))
    })
}

/// Whether a command installs one of some packages.
pub fn installs(command: &Command, wanted: &dyn Fn(&str) -> bool) -> bool {
    let plain = |text: &str| text.split(['=', '<', '>', '~']).next().unwrap_or_default().to_owned();
    package_command(command)
        .is_some_and(|found| found.action == PackageAction::Install && found.packages.iter().any(|word| wanted(&plain(&word.text))))
}
