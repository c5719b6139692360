//! Owns the evidence for what a stage is: a build, an application image, or an image of tools.

use super::Context;
use crate::knowledge::build_packages::{self, Purpose};
use crate::knowledge::images::{self, Family};
use crate::knowledge::starts;
use crate::model::config::Command as Start;
use crate::model::copies::CopiedFrom;
use crate::model::stage::{Base, Stage};
use crate::model::steps::{self, PackageAction};
use crate::syntax::{Command, Keyword};
use crate::text::Span;

/// Something in a stage that serves to build.
#[derive(Debug)]
pub struct Signal {
    /// Where; absolute.
    pub span: Span,
    /// What it is, as a clause.
    pub what: String,
    /// How much it tells.
    pub weight: u32,
    /// Whether it is enough for calling the stage a build when others agree.
    pub decisive: bool,
}

/// The family of the image that a stage ends on.
pub fn base_family(context: &Context, stage: &Stage) -> Option<&'static Family> {
    match context.model.base_chain(stage).1 {
        Base::Image(image) => images::family(image),
        _ => None,
    }
}

/// What in the chain of a stage serves to build.
pub fn signals(context: &Context, stage: &Stage) -> Vec<Signal> {
    let (chain, _) = context.model.base_chain(stage);
    let mut found = Vec::new();
    for run in context.runs_of(&chain) {
        // Who removes the tools in the RUN that used them builds in place on purpose, and ships none of them.
        if run.script.commands.iter().any(|command| steps::package_command(command).is_some_and(|packages| packages.action == PackageAction::Remove))
        {
            continue;
        }
        for command in &run.script.commands {
            let span = run.item.absolute(command.span);
            if steps::compiles(command) {
                found.push(Signal { span, what: format!("`{}` builds here", shown(command)), weight: 3, decisive: true });
            } else if steps::step(command).is_some_and(|step| step.dev && !for_production(context, run.index, command, step)) {
                found.push(Signal { span, what: format!("`{}` fetches what only development needs", shown(command)), weight: 2, decisive: true });
            } else if let Some(packages) = steps::package_command(command).filter(|packages| packages.action == PackageAction::Install) {
                let name = packages.packages.iter().find(|word| build_packages::purpose(&word.text) == Some(Purpose::Build));
                if let Some(name) = name {
                    found.push(Signal {
                        span: run.item.absolute(name.span),
                        what: format!("`{}` serves to build", name.text),
                        weight: 2,
                        decisive: true,
                    });
                }
            }
        }
    }
    for copied in context.copies_of(stage.index) {
        if copied.from == CopiedFrom::Context
            && let Some((word, _)) = copied.sources.iter().find(|(word, _)| matches!(&*word.text, "." | "./" | "/" | "*"))
        {
            let span = context.file.items()[copied.item].absolute(word.span);
            found.push(Signal { span, what: "the whole build context is copied".to_owned(), weight: 1, decisive: false });
        }
    }
    found.sort_by_key(|signal| signal.span);
    found
}

/// Whether an installation leaves out what only development needs, by an option or by a variable.
pub fn for_production(context: &Context, item: usize, command: &Command, step: &crate::knowledge::ecosystems::Step) -> bool {
    let option = |word: &str| step.production.iter().any(|known| known == word);
    command.arguments().iter().any(|word| option(&word.text))
        || step.production_env.iter().any(|entry| {
            let Some((name, value)) = entry.split_once('=') else { return false };
            match command.assigned(name) {
                Some(assigned) => assigned.is(value),
                // A value that is not known may be the one.
                None => context.model.variable_before(item, name).is_some_and(|known| known.known().is_none_or(|known| known == value)),
            }
        })
}

/// The first words of a command.
pub fn shown(command: &Command) -> String {
    let module = usize::from(command.name().starts_with("python") && command.has("-m")) * 2;
    let words: Vec<_> = command.argv().iter().skip(module).take(3).map(|word| &*word.text).collect();
    let words: Vec<_> = words
        .iter()
        .enumerate()
        .take_while(|(at, word)| *at < 2 || word.starts_with(|c: char| c.is_ascii_alphanumeric()))
        .map(|(_, word)| *word)
        .collect();
    words.join(" ")
}

/// Whether the last stage is the image of an application: it says what to start, and that is neither a shell nor a tool for development.
pub fn is_application(context: &Context, stage: &Stage) -> bool {
    starts_something(context, stage) && !starts_development(stage)
}

fn starts_something(context: &Context, stage: &Stage) -> bool {
    let (chain, _) = context.model.base_chain(stage);
    let own = chain
        .iter()
        .flat_map(|stage| context.model.stage_items(context.file, stage))
        .any(|item| matches!(item.keyword, Keyword::Cmd | Keyword::Entrypoint));
    let interactive =
        |word: &str| matches!(word, "python" | "python3" | "node" | "irb" | "iex" | "ghci" | "R" | "julia" | "jshell" | "erl" | "swift" | "groovysh");
    let shell = |word: &str| matches!(word.rsplit('/').next(), Some("sh" | "bash" | "ash" | "zsh"));
    let idle = match (&stage.config.entrypoint, &stage.config.cmd) {
        // An interpreter alone is what the image offers, not what it runs.
        (None, Some(Start::Exec(words))) => {
            words.first().is_some_and(|word| shell(word) || interactive(word))
                && words[1..].iter().all(|word| word.starts_with('-') && !word.ends_with('c'))
        }
        (None, Some(Start::Shell(text))) => shell(text.trim()),
        _ => false,
    };
    own && !idle && !is_for_development(stage)
}

/// Whether the name of the stage says that it is one to work or to test in.
pub fn is_for_development(stage: &Stage) -> bool {
    const NAMES: [&str; 10] = ["dev", "devel", "development", "develop", "test", "tests", "testing", "debug", "lint", "ci"];
    stage.name().is_some_and(|name| name.split(['-', '_', '.']).any(|part| NAMES.contains(&part)))
}

/// Whether what is started needs the tools of development: `go run`, `npm run dev`, `cargo watch`.
pub fn starts_development(stage: &Stage) -> bool {
    let of = |start: &Option<Start>| match start {
        Some(Start::Exec(words)) => starts::needs_tools(&words.iter().map(|word| &**word).collect::<Vec<_>>()),
        Some(Start::Shell(text)) => starts::needs_tools(&text.split_whitespace().filter(|word| *word != "exec").collect::<Vec<_>>()),
        None => false,
    };
    of(&stage.config.entrypoint) || of(&stage.config.cmd)
}
