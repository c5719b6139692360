//! A `go build` that fetches all modules again after each edit of a source.

use super::installations::{binds, is_broad, names_manifest, reaches};
use super::mount_targets::mount_targets;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Run, Severity};
use crate::knowledge::ecosystems::{Step, StepKind};
use crate::model::copies::{Copied, CopiedFrom};
use crate::model::stage::Base;
use crate::model::steps::{step, tests_only};
use crate::syntax::Command;
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "split-go-mod-download",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/split-go-mod-download.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let mut told = Vec::new();
    for run in context.runs() {
        let Some((command, step)) = run.script.commands.iter().find_map(|command| Some((command, fetches(command)?))) else { continue };
        if told.contains(&run.stage.index) || binds(&run) || keeps_modules(context, &run) || is_settled(context, &run) {
            continue;
        }
        let own = (run.stage.items.start..run.index).filter_map(|index| context.copied(index)).filter(|copied| copied.from == CopiedFrom::Context);
        let copies: Vec<_> = own.collect();
        let manifests = copies.iter().any(|copied| copied.sources.iter().any(|(word, _)| names_manifest(&word.text, step)));
        let broad = copies.iter().find_map(|copied| Some((*copied, copied.sources.iter().find(|(word, _)| is_broad(&word.text))?)));
        let Some((copied, (word, _))) = broad.filter(|(copied, _)| !manifests && reaches(context, run.index, command, copied)) else { continue };
        told.push(run.stage.index);
        let item = &context.file.items()[copied.item];
        let message = "every edit of a source makes `go build` fetch all modules again; copy go.mod and go.sum first and run `go mod download`";
        let finding = RULE.finding(item.absolute(word.span), message).related(run.item.absolute(command.span), "modules are fetched here");
        out.push(finding.maybe_fix(fix(context, copied)));
    }
}

/// A command that builds the project, and fetches what it needs for that.
fn fetches(command: &Command) -> Option<&'static Step> {
    let step = step(command).filter(|step| step.ecosystem == "go" && step.kind == StepKind::Compile && !tests_only(command))?;
    // `go install pkg@version` is about another project.
    let elsewhere = command.arguments().iter().any(|word| word.text.contains('@') || word.text.starts_with("-mod=vendor"));
    (!elsewhere).then_some(step)
}

/// Whether a cache mount keeps the modules between builds.
fn keeps_modules<'a>(context: &Context<'a>, run: &Run<'a>) -> bool {
    mount_targets(context, run).any(|mount| mount.kind == "cache" && mount.target.as_deref().is_none_or(|target| target.contains("/go") || target.contains("mod")))
}

/// Whether modules come in another way, or there may be none.
fn is_settled(context: &Context, run: &Run) -> bool {
    let (chain, base) = context.model.base_chain(run.stage);
    let fetched = context.runs_of(&chain).take_while(|earlier| earlier.index <= run.index).flat_map(|earlier| &earlier.script.commands).any(|command| match command.name() {
        "go" => command.arguments().first().is_some_and(|verb| verb.is("mod") || verb.is("get") || verb.is("work")),
        "dep" | "glide" | "govendor" | "make" => true,
        _ => false,
    });
    let variable = |name: &str| context.model.variable_before(run.index, name);
    // Before Go 1.13 a project need not be a module.
    let old = match base {
        Base::Image(image) => image.tag().and_then(|tag| {
            let mut parts = tag.split(['.', '-', 'r', 'b']);
            Some((parts.next()?.parse::<u32>().ok()?, parts.next()?.parse::<u32>().ok()?))
        }).is_some_and(|version| version < (1, 13)),
        _ => false,
    };
    let paths = context.workspace.paths();
    let without_modules = paths.is_some_and(|paths| !paths.iter().any(|path| &**path == "go.sum") || paths.iter().any(|path| &**path == "vendor/"));
    fetched || old || without_modules || ["GO111MODULE", "GOFLAGS", "GOPROXY"].iter().any(|name| variable(name).is_some())
}

/// Fetches the modules before the sources are copied.
fn fix(context: &Context, copied: &Copied) -> Option<Fix> {
    let item = &context.file.items()[copied.item];
    if item.instruction.is_json() || copied.sources.len() != 1 {
        return None;
    }
    let folder = copied.destination_word.text.trim_end_matches('/');
    let end = context.file.source().line_ending();
    let text = format!("{} go.mod go.sum {folder}/{end}RUN go mod download{end}", item.instruction.keyword_text());
    Some(Fix::review("Fetch the modules before the sources are copied", vec![replace(Span::new(item.start, item.start), text)]))
}
