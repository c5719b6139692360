//! Owns how programs are linked: whether what a build command makes needs a C library at run time.

use super::Context;
use super::copied_artifacts::{CopiedArtifact, Libc, installs, libc};
use crate::model::stage::Base;
use crate::model::variable::Value;
use crate::syntax::Command;

/// How sure it is that a program needs the C library of its builder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linking {
    /// It is linked statically, or nothing is known of it.
    StaticOrUnknown,
    /// It needs the library as soon as it uses the network, users, or C code.
    Possibly(Libc),
    /// It needs the library.
    Surely(Libc),
}

/// How the copied program is linked.
pub fn linking(context: &Context, copied: &CopiedArtifact) -> Linking {
    let Some(builder) = libc(context, copied.builder).filter(|libc| *libc != Libc::Missing) else { return Linking::StaticOrUnknown };
    let Some(run) = context.run(copied.artifact.item) else { return Linking::StaticOrUnknown };
    let commands = &run.script.commands;
    let command = &commands[copied.artifact.command];
    let says_static = |command: &Command| {
        command.argv().iter().any(|word| word.text.contains("-static") || word.text.contains("crt-static") || word.text.contains("musl"))
    };
    // Flags can come from variables that are not known.
    let opaque = |name: &str| match assigned(commands, copied.artifact.command, name) {
        Some(value) => value.is_none_or(|value| value.contains("static") || value.contains("musl") || value.contains("CGO")),
        None => match context.model.variable_before(run.index, name) {
            Some(Value::Known(value)) => value.contains("static") || value.contains("musl"),
            Some(_) => true,
            None => false,
        },
    };
    if says_static(command) || ["GOFLAGS", "RUSTFLAGS", "LDFLAGS", "CFLAGS", "CARGO_BUILD_TARGET"].iter().any(|name| opaque(name)) {
        return Linking::StaticOrUnknown;
    }
    match copied.artifact.step.ecosystem.as_str() {
        "go" => go(context, copied, run.index, commands, builder),
        // Rust for musl links statically, unless told otherwise.
        "rust" if builder == Libc::Musl => Linking::StaticOrUnknown,
        "rust" if command.arguments().iter().any(|word| word.text.starts_with("--target")) => Linking::StaticOrUnknown,
        "rust" | "c" => Linking::Surely(builder),
        _ => Linking::StaticOrUnknown,
    }
}

fn go(context: &Context, copied: &CopiedArtifact, run: usize, commands: &[Command], builder: Libc) -> Linking {
    let command = &commands[copied.artifact.command];
    let variable = |name: &str| match assigned(commands, copied.artifact.command, name) {
        Some(value) => Some(value),
        None => context.model.variable_before(run, name).map(|value| value.known().map(str::to_owned)),
    };
    let cross = ["GOOS", "GOARCH"].iter().any(|name| variable(name).is_some());
    let tags = command.arguments().iter().any(|word| word.text.contains("netgo"));
    match variable("CGO_ENABLED") {
        Some(Some(value)) if value == "1" => {}
        Some(_) => return Linking::StaticOrUnknown,
        // Another system or processor than that of the build switches cgo off.
        None if cross || tags => return Linking::StaticOrUnknown,
        None => {
            // Without a C compiler Go has none of it; the images for Alpine bring none.
            let (chain, base) = context.model.base_chain(copied.builder);
            let alpine = builder == Libc::Musl && matches!(base, Base::Image(_));
            let compilers = |word: &str| matches!(word, "gcc" | "build-base" | "clang" | "alpine-sdk" | "g++");
            let installed = context.runs_of(&chain).flat_map(|run| &run.script.commands);
            if alpine && !installed.into_iter().any(|command| installs(command, &compilers)) {
                return Linking::StaticOrUnknown;
            }
            // Debian and its like have a compiler only in the images that are made for building.
            let official = matches!(base, Base::Image(image) if image.familiar_name() == "golang");
            if !official && !alpine {
                return Linking::StaticOrUnknown;
            }
        }
    }
    Linking::Possibly(builder)
}

/// What a script gives a variable before or with a command: the value, or nothing when it is not known.
pub fn assigned(commands: &[Command], index: usize, name: &str) -> Option<Option<String>> {
    let own = commands[index].assignments.iter().find(|assignment| assignment.name == name);
    let wrapped =
        commands[index].wrappers().iter().find_map(|word| word.text.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')).map(str::to_owned));
    if let Some(value) = wrapped {
        return Some(Some(value));
    }
    let exported = commands[..index].iter().rev().filter(|command| matches!(command.name(), "export" | "")).flat_map(|command| &command.assignments);
    let written = commands[..index].iter().find(|command| {
        command.name() == "go" && command.has("env") && command.arguments().iter().any(|word| word.text.starts_with(&format!("{name}=")))
    });
    if written.is_some() {
        return Some(None);
    }
    let found = own.or_else(|| exported.into_iter().find(|assignment| assignment.name == name))?;
    Some(found.value.as_ref().and_then(|value| value.literal().map(str::to_owned)))
}
