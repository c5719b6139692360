//! `dotnet publish` that makes a build for debugging.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::model::stage::Base;
use crate::syntax::{Command, ShellWord};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "dotnet-publish-config",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/dotnet-publish-config.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        let Base::Image(image) = context.model.base_chain(run.stage).1 else { continue };
        // From version 8 on a release is what publish makes.
        let is_sdk = matches!(image.familiar_name(), "mcr.microsoft.com/dotnet/sdk" | "mcr.microsoft.com/dotnet/core/sdk" | "microsoft/dotnet");
        let Some(major) = image.tag().filter(|_| is_sdk).and_then(|tag| tag.split(['.', '-']).next()?.parse::<u32>().ok()).filter(|major| *major < 8) else { continue };
        for command in run.script.commands.iter().filter(|command| command.name() == "dotnet" && !names_configuration(command)) {
            let Some(verb) = command.arguments().first().filter(|verb| verb.is("publish")) else { continue };
            let span = run.item.absolute(Span::new(command.name_span().start as usize, verb.span.end as usize));
            let message = format!("before version 8 `dotnet publish` makes a debug build, and this is version {major}; add `-c Release`");
            let end = span.end as usize;
            let plain = !run.item.instruction.is_json() && command.inside.is_none();
            let fix = plain.then(|| Fix::review("Add -c Release", vec![replace(Span::new(end, end), " -c Release")]));
            out.push(RULE.finding(span, message).maybe_fix(fix));
        }
    }
}

/// Whether the command says which configuration it means, or may do so through a variable.
fn names_configuration(command: &Command) -> bool {
    let given = |word: &ShellWord| {
        let text = word.text.to_ascii_lowercase();
        matches!(text.as_str(), "-c" | "--configuration") || text.contains("configuration=") || text.starts_with("-c:") || text.starts_with('$') || text.starts_with('@')
    };
    command.arguments().iter().any(given) || command.assigned("Configuration").is_some()
}
