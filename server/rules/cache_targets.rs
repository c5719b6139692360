//! Owns the directories in which the commands of a RUN keep what they download, as far as they can be known.

use super::{Context, Run};
use crate::knowledge::ecosystems::{Step, StepKind};
use crate::knowledge::images;
use crate::model::stage::Base;
use crate::model::steps::step;
use crate::model::variable::Value;
use crate::syntax::Command;

/// A command with the places of its caches.
pub struct CacheUse<'a> {
    /// The command.
    pub command: &'a Command,
    /// What it is.
    pub step: &'static Step,
    /// Absolute directories.
    pub targets: Vec<String>,
}

/// The commands of a RUN that keep a cache. None when one of them keeps it at a place that is not known.
pub fn cache_uses<'a>(context: &Context<'a>, run: &Run<'a>) -> Option<Vec<CacheUse<'a>>> {
    let mut found = Vec::new();
    for command in &run.script.commands {
        let Some(step) = step(command).filter(|step| !step.caches.is_empty()) else { continue };
        found.push(CacheUse { command, step, targets: targets(context, run.index, command, step)? });
    }
    Some(found)
}

/// Whether a command switches its cache off.
pub fn without_cache(context: &Context, item: usize, command: &Command, step: &Step) -> bool {
    command.arguments().iter().any(|word| step.not_with.iter().any(|option| **option == *word.text))
        || step.not_with_env.iter().any(|name| command.assigned(name).is_some() || context.model.variable_before(item, name).is_some())
}

fn targets(context: &Context, item: usize, command: &Command, step: &Step) -> Option<Vec<String>> {
    if context.model.runs_as_root(item) != Some(true) || step.any_cache {
        return None;
    }
    let variable = |name: &str| match command.assigned(name) {
        Some(word) => Some(word.literal().map(str::to_owned)),
        None => context.model.variable_before(item, name).map(|value| value.known().map(str::to_owned)),
    };
    // The official images of Go and Rust set these in each version; about an image that is not known nothing can be said.
    let family = match context.model.base_chain(context.model.stage_at(item)?).1 {
        Base::Image(image) => Some(image.familiar_name()).filter(|_| images::lookup(image).is_none()),
        _ => None,
    };
    let moved = |name: &str, tail: &str, default: &str| match variable(name) {
        None => match (name, family) {
            (_, None) => Some(default.to_owned()),
            ("GOPATH", Some("golang")) => Some("/go/pkg/mod".to_owned()),
            ("CARGO_HOME", Some("rust")) => Some("/usr/local/cargo".to_owned()),
            ("GOMODCACHE" | "GOCACHE", Some("golang")) => Some(default.to_owned()),
            _ => None,
        },
        Some(value) => Some(format!("{}{tail}", value?)),
    };
    match step.ecosystem.as_str() {
        "go" => {
            let path = moved("GOPATH", "/pkg/mod", "/root/go/pkg/mod")?;
            let modules = moved("GOMODCACHE", "", &path)?;
            let build = moved("GOCACHE", "", "/root/.cache/go-build")?;
            Some(if step.kind == StepKind::Install { vec![modules] } else { vec![modules, build] })
        }
        "rust" => {
            let home = moved("CARGO_HOME", "", "/root/.cargo")?;
            Some(vec![format!("{home}/registry"), format!("{home}/git/db")])
        }
        "maven" if variable("MAVEN_OPTS").is_some_and(|options| options.is_none_or(|options| options.contains("repo.local"))) => None,
        "maven" => Some(vec![moved("MAVEN_CONFIG", "/repository", "/root/.m2/repository")?]),
        // The image of Gradle keeps it in the home of its user, to which root's folder is a link.
        "gradle" if matches!(context.model.variable_before(item, "GRADLE_HOME"), Some(Value::Known(_))) => {
            Some(vec!["/home/gradle/.gradle".to_owned()])
        }
        _ if step.cache_env.iter().any(|name| variable(name).is_some()) => None,
        _ => Some(step.caches.clone()),
    }
}
