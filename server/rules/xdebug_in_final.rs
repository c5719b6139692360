//! A debugger of PHP in the image that is shipped.

use super::bases::is_for_development;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::{Command, ShellWord};

/// See the page.
pub static RULE: Rule = Rule {
    id: "xdebug-in-final",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/xdebug-in-final.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let shipped = context.shipped();
    if context.options.dev_image || shipped.iter().any(|stage| is_for_development(stage)) {
        return;
    }
    for run in context.runs_of(&shipped) {
        let commands = &run.script.commands;
        // Behind a condition it may be for development only, and what is taken out again does not count.
        if commands.iter().any(|command| matches!(command.name(), "rm" | "docker-php-ext-disable" | "apk" | "apt-get") && (command.has("del") || command.has("remove") || command.has("purge")) && command.arguments().iter().any(is_xdebug)) {
            continue;
        }
        let Some(word) = commands.iter().filter(|command| !command.conditional && installs(command)).find_map(|command| command.arguments().iter().find(|word| is_xdebug(word))) else { continue };
        let message = "xdebug slows every request down and lets people who reach it run code; keep it in a stage for development";
        out.push(RULE.finding(run.item.absolute(word.span), message));
    }
}

fn installs(command: &Command) -> bool {
    match command.name() {
        "docker-php-ext-enable" | "docker-php-ext-install" | "install-php-extensions" | "phpenmod" => true,
        "pecl" | "apt-get" | "apt" | "dnf" | "yum" | "microdnf" | "pie" => command.has("install"),
        "apk" => command.has("add"),
        _ => false,
    }
}

fn is_xdebug(word: &ShellWord) -> bool {
    word.literal().is_some_and(|text| text.split(['-', '.', '=', '_']).any(|part| part == "xdebug"))
}
