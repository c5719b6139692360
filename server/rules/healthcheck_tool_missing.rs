//! A health check with a program that the image does not have.

use super::copied_artifacts::installs;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::knowledge::images;
use crate::model::copies::basename;
use crate::model::stage::{Base, Stage};
use crate::model::steps::{PackageAction, package_command};
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "healthcheck-tool-missing",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/healthcheck-tool-missing.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for stage in &context.model.stages {
        for item in context.model.stage_items(context.file, stage).iter().filter(|item| item.keyword == Keyword::Healthcheck) {
            let commands = &item.instruction.script().commands;
            // What comes after another command may be the way out when that one is missing.
            let Some(command) = commands.first().filter(|_| !commands.iter().any(|command| command.conditional && !matches!(command.name(), "exit" | "kill"))) else { continue };
            let name = command.name();
            let Some(image) = lacks(context, stage, name).filter(|_| !may_be_brought(context, stage, name)) else { continue };
            let message = format!("`{image}` has no `{name}`, so the container is always unhealthy; install it, or let the application check itself");
            out.push(RULE.finding(item.absolute(command.name_span()), message));
        }
    }
}

/// The base image, if it is known to lack the program.
fn lacks(context: &Context, stage: &Stage, program: &str) -> Option<String> {
    let Base::Image(image) = context.model.base_chain(stage).1 else { return None };
    let family = images::family(image)?;
    let (name, tag) = (image.familiar_name(), image.tag().unwrap_or("latest"));
    let alpine = tag.contains("alpine") || name == "alpine";
    let lacking = match (program, family.shell.as_deref()) {
        ("curl" | "wget" | "nc" | "netcat", Some("none")) => true,
        // BusyBox brings wget and nc, but no curl.
        ("curl", _) if alpine => matches!(name, "alpine" | "node" | "python" | "ruby" | "golang"),
        (_, _) if alpine => false,
        ("curl" | "wget" | "nc" | "netcat", _) => {
            matches!(name, "debian" | "ubuntu" | "mcr.microsoft.com/dotnet/aspnet" | "mcr.microsoft.com/dotnet/runtime")
                || (matches!(name, "node" | "python" | "ruby") && tag.contains("slim"))
        }
        _ => false,
    };
    lacking.then(|| image.as_str().to_owned())
}

fn may_be_brought(context: &Context, stage: &Stage, program: &str) -> bool {
    let (chain, _) = context.model.base_chain(stage);
    let package = |word: &str| word.starts_with(program) || (matches!(program, "nc" | "netcat") && (word.starts_with("netcat") || word.starts_with("nmap") || word.starts_with("nc")));
    let installed = context.runs_of(&chain).any(|run| {
        let opaque = |command: &crate::syntax::Command| package_command(command).is_some_and(|found| found.action == PackageAction::Install && found.packages.iter().any(|word| word.literal().is_none()));
        !run.script.understood || run.script.commands.iter().any(|command| installs(command, &package) || opaque(command))
    });
    let copied = context.copies_of(stage.index).any(|copied| copied.sources.iter().any(|(word, path)| path.is_none() || basename(&word.text) == program || word.text.contains("bin")));
    // Windows and scripts in other languages are not judged.
    installed || copied
}
