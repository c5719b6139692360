//! A download without encryption.

use super::copies::copies;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::syntax::{Command, Keyword};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "insecure-http-url",
    severity: Severity::Warning,
    aliases: &["S5332"],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/insecure-http-url.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for copy in copies(context).filter(|copy| copy.item.keyword == Keyword::Add && copy.instruction().flag("checksum").is_none()) {
        for source in copy.paths().filter(|source| is_insecure(&source.text)) {
            out.push(finding(copy.item.absolute(source.span), source.is_plain_source()));
        }
    }
    for run in context.runs() {
        let commands = &run.script.commands;
        // A sum or a signature tells whether it is the right file, however it came.
        let verified = commands.iter().any(verifies);
        for command in commands.iter().filter(|command| downloads(command) && !verified) {
            let Some(word) = command.arguments().iter().find(|word| is_insecure(&word.text)) else { continue };
            let plain = run.item.instruction.text[word.span.range()].starts_with("http://");
            out.push(finding(run.item.absolute(word.span), plain));
        }
    }
}

fn finding(span: Span, plain: bool) -> Finding {
    let start = span.start as usize;
    let fix = plain.then(|| Fix::review("Use https", vec![replace(Span::new(start, start + "http".len()), "https")]));
    RULE.finding(span, "without TLS, anybody on the way can exchange what is downloaded; use https").maybe_fix(fix)
}

fn downloads(command: &Command) -> bool {
    matches!(command.name(), "curl" | "wget" | "aria2c" | "pip" | "pip3" | "npm" | "rpm") || (command.name() == "git" && command.has("clone"))
}

fn verifies(command: &Command) -> bool {
    let sums = command.name().ends_with("sum") && command.arguments().iter().any(|word| word.text.starts_with("-c") || word.text.starts_with("--check") || word.text.contains('c') && word.text.starts_with('-'));
    sums || (command.name().starts_with("gpg") && command.has("--verify")) || command.name() == "gpgv"
}

/// Machines by name in the network of the build are another matter, and so is what a variable names.
fn is_insecure(text: &str) -> bool {
    let Some(rest) = text.trim_matches(['"', '\'']).strip_prefix("http://") else { return false };
    let host = rest.split(['/', ':', '?']).next().unwrap_or_default();
    let local = [".local", ".internal", ".lan", ".svc", ".test", ".localhost", ".invalid"].iter().any(|ending| host.ends_with(ending));
    let private = host.starts_with("10.") || host.starts_with("192.168.") || host.starts_with("127.") || host.starts_with("169.254.");
    host.contains('.') && !host.contains('$') && !local && !private
}
