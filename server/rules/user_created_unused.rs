//! A user that is made for the program, which then runs as root.

use super::bases::is_for_development;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Run, Severity};
use crate::syntax::{Command, Keyword, ShellWord};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "user-created-unused",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/user-created-unused.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let Some(last) = context.final_stage().filter(|stage| !context.options.dev_image && !is_for_development(stage)) else { return };
    let (chain, _) = context.model.base_chain(last);
    let items = || chain.iter().flat_map(|stage| stage.items.clone()).map(|index| &context.file.items()[index]);
    let starts: Vec<_> = items().filter(|item| matches!(item.keyword, Keyword::Cmd | Keyword::Entrypoint)).collect();
    // Without a command the image is one to build on, and a USER anywhere shows that somebody has thought of it.
    if starts.is_empty() || items().any(|item| item.keyword == Keyword::User || changes_user(&item.instruction.text)) {
        return;
    }
    // A script, or a server that has a user of its own, may change to it by itself.
    if starts.iter().any(|item| item.instruction.text.contains(".sh") || item.instruction.text.contains("entrypoint")) {
        return;
    }
    let accounts: Vec<(Run, &ShellWord)> = context.runs_of(&chain).flat_map(|run| run.script.commands.iter().filter_map(account).map(move |name| (run, name))).collect();
    // Several users are those of several servers, which change to them by themselves.
    let [(run, name)] = &*accounts else { return };
    // Whoever names the user elsewhere, in a command line or a setting, may use it there.
    let named_elsewhere = items().any(|item| item.start != run.item.start && item.keyword != Keyword::Run && names(&item.instruction.text, &name.text));
    if named_elsewhere || super::build_signals::base_family(context, last).is_some_and(|family| family.kind == "service") || SERVERS.contains(&&*name.text) {
        return;
    }
    let message = format!("the user `{}` is made here, but no USER changes to it, so the program runs as root", name.text);
    let finding = RULE.finding(run.item.absolute(name.span), message).replacing(&["runtime-runs-as-root"], None);
    let first = starts.iter().find(|item| item.start > run.item.start && last.items.clone().any(|index| context.file.items()[index].start == item.start));
    let fix = first.map(|item| {
        let text = format!("USER {}{}", name.text, context.file.source().line_ending());
        Fix::review(format!("Run as {}", name.text), vec![replace(Span::new(item.start, item.start), text)])
    });
    out.push(finding.maybe_fix(fix));
}

/// Users of servers that begin as root and change to them.
const SERVERS: [&str; 9] = ["www-data", "nginx", "apache", "mysql", "postgres", "redis", "sshd", "named", "jenkins"];

/// The account that a command makes for a program: not one that is told to be unable to run any.
fn account(command: &Command) -> Option<&ShellWord> {
    let arguments = command.arguments();
    let name = match command.name() {
        "useradd" => arguments.last()?,
        // adduser of Debian puts a user into a group when two names are given; that of busybox takes the group as an option.
        "adduser" => arguments.last().filter(|_| !command.has("-G") || arguments.len() > 2)?,
        _ => return None,
    };
    let plain = name.literal().is_some_and(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) && !text.starts_with('-'));
    let previous = arguments.iter().rev().nth(1).map_or("", |word| &word.text);
    // A word behind an option may be its value, and two names in a row are a user and a group.
    let is_value = command.name() == "adduser" && !previous.starts_with('-') && arguments.iter().filter(|word| !word.text.starts_with('-')).count() == 2 && arguments.len() == 2;
    (plain && !is_value && !command.conditional).then_some(name)
}

fn changes_user(text: &str) -> bool {
    const WAYS: [&str; 12] = ["gosu", "su-exec", "setpriv", "s6-", "chpst", "runuser", "setuidgid", "supervisor", "su -", "sudo", "--user", "dumb-init"];
    WAYS.iter().any(|way| text.contains(way))
}

/// Whether a name stands in a text as a word of its own.
fn names(text: &str, name: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    text.match_indices(name).any(|(at, _)| !text[..at].ends_with(part) && !text[at + name.len()..].starts_with(part) && !text[..at].ends_with(['/', '=']))
}
