//! A compiler that is told to build for another platform, and is emulated on that platform all the same.

use super::mentions::mentions;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Run, Severity};
use crate::model::stage::Base;
use crate::model::steps::{compiles, step};
use crate::syntax::Command;
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "cross-compile-hint",
    severity: Severity::Hint,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/cross-compile-hint.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let mut told = Vec::new();
    for run in context.runs() {
        let (chain, base) = context.model.base_chain(run.stage);
        let Some(bottom) = chain.last().filter(|bottom| matches!(base, Base::Image(_)) && !context.is_shipped(bottom)) else { continue };
        let from = &context.file.items()[bottom.from];
        if told.contains(&bottom.from) || from.instruction.flag("platform").is_some() {
            continue;
        }
        let Some(command) = run.script.commands.iter().find(|command| crosses(context, &run, command)) else { continue };
        told.push(bottom.from);
        let Some(image) = from.instruction.words().first() else { continue };
        let message = format!("`{}` can build for the target from any platform, but this image is the target's, so that all of it is emulated; add --platform=$BUILDPLATFORM", super::build_signals::shown(command));
        let start = from.absolute(image.span).start as usize;
        let fix = Fix::review("Build on the platform of the builder", vec![replace(Span::new(start, start), "--platform=$BUILDPLATFORM ")]);
        out.push(RULE.finding(from.absolute(image.span), message).related(run.item.absolute(command.span), "it builds for the target here").fix(fix));
    }
}

/// Whether a command compiles for the platform that the build asks for, by an argument of the build and not by where it runs.
fn crosses(context: &Context, run: &Run, command: &Command) -> bool {
    let Some(step) = step(command).filter(|_| compiles(command)) else { return false };
    let text = &run.item.instruction.text;
    match step.ecosystem.as_str() {
        "go" => {
            let with_c = command.assigned("CGO_ENABLED").map_or_else(
                || context.model.variable_before(run.index, "CGO_ENABLED").is_some_and(|value| value.known() != Some("0")),
                |value| !value.is("0"),
            );
            let set = |text: &str| text.contains("GOARCH") && mentions(text, "TARGETARCH");
            let (chain, _) = context.model.base_chain(run.stage);
            let mut before = chain.iter().flat_map(|stage| stage.items.clone()).filter(|index| *index < run.index);
            !with_c && (set(text) || before.any(|index| context.file.items()[index].keyword == crate::syntax::Keyword::Env && set(&context.file.items()[index].instruction.text)))
        }
        "dotnet" => command.arguments().iter().any(|word| word.is("-a") || word.is("--arch")) && mentions(text, "TARGETARCH"),
        _ => false,
    }
}
