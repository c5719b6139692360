//! Owns the `go build` commands whose program is shipped, and the flags that they are given.

use super::bases::is_for_development;
use super::copied_artifacts::copied_artifacts;
use super::linking::assigned;
use super::rule::replace;
use super::{Context, Run};
use crate::syntax::{Command, ShellWord};
use crate::text::{Edit, Span};

/// A `go build` or `go install`.
pub struct GoBuild<'a> {
    /// The RUN.
    pub run: Run<'a>,
    /// The command.
    pub command: &'a Command,
    index: usize,
}

/// The builds of what the final image copies. One within the final image is left out: there the toolchain is shipped, of which another rule speaks.
pub fn shipped_go_builds<'a>(context: &Context<'a>) -> Vec<GoBuild<'a>> {
    let mut found: Vec<GoBuild> = Vec::new();
    if context.options.dev_image || context.final_stage().is_some_and(is_for_development) {
        return found;
    }
    let copied = copied_artifacts(context).iter().filter(|copied| copied.artifact.step.ecosystem == "go" && context.is_shipped(copied.into));
    for artifact in copied.filter(|copied| !context.is_shipped(copied.builder)).map(|copied| &copied.artifact) {
        let Some(run) = context.run(artifact.item) else { continue };
        let command = &run.script.commands[artifact.command];
        let known = found.iter().any(|build| build.run.index == run.index && build.index == artifact.command);
        if !known && command.arguments().first().is_some_and(|verb| verb.is("build") || verb.is("install")) {
            found.push(GoBuild { run, command, index: artifact.command });
        }
    }
    // An image that brings the debugger is one to debug in.
    let debugger = |build: &GoBuild| build.command.arguments().iter().any(|word| word.text.contains("go-delve/delve"));
    if found.iter().any(debugger) { Vec::new() } else { found }
}

/// Whether a flag asks for a program to debug, or may do so: `-gcflags="all=-N -l"`.
pub fn is_for_debugging(flag: &str) -> bool {
    let value = flag.trim_start_matches('-').strip_prefix("gcflags=").map(|value| value.trim_matches(['"', '\'']));
    flag.split(['=', ' ']).any(|word| word == "-N") || value.is_some_and(|value| value.starts_with('$'))
}

impl<'a> GoBuild<'a> {
    /// `go build`, absolute.
    pub fn span(&self) -> Span {
        let (go, verb) = (self.command.name_span(), self.verb().span);
        self.run.item.absolute(Span::new(go.start as usize, verb.end as usize))
    }

    fn verb(&self) -> &'a ShellWord {
        &self.command.arguments()[0]
    }

    /// The words behind the verb and those of GOFLAGS. None when a variable may hold flags that are not known.
    pub fn flags(&self, context: &Context) -> Option<Vec<String>> {
        let commands = &self.run.script.commands;
        let mut flags = Vec::new();
        for (at, word) in self.command.arguments().iter().enumerate().skip(1) {
            let value = self.command.arguments()[at - 1].text.starts_with("-o");
            match context.model.resolved(self.run.index, commands, word) {
                Some(text) => flags.push(text),
                None if word.text.starts_with('$') && !value => return None,
                None => flags.push(word.text.to_string()),
            }
        }
        let variable = match assigned(commands, self.index, "GOFLAGS") {
            Some(value) => Some(value),
            None => context.model.variable_before(self.run.index, "GOFLAGS").map(|value| value.known().map(str::to_owned)),
        };
        if let Some(value) = variable {
            flags.extend(value?.split_whitespace().map(str::to_owned));
        }
        Some(flags)
    }

    /// The word with the value of a flag.
    pub fn value(&self, flag: &str) -> Option<&'a ShellWord> {
        let words = self.command.arguments();
        let is_flag = |word: &ShellWord| word.text.trim_start_matches('-').split('=').next() == Some(flag) && word.text.starts_with('-');
        let at = words.iter().position(is_flag)?;
        if words[at].text.contains('=') { Some(&words[at]) } else { words.get(at + 1) }
    }

    /// An edit that adds a flag behind the verb, where the text is the command as it stands.
    pub fn add(&self, flag: &str) -> Option<Edit> {
        let end = self.run.item.absolute(self.verb().span).end as usize;
        self.is_plain().then(|| replace(Span::new(end, end), format!(" {flag}")))
    }

    /// Whether the command stands in the text as the shell reads it, with no quotes around it.
    pub fn is_plain(&self) -> bool {
        !self.run.item.instruction.is_json() && self.command.inside.is_none()
    }
}
