//! A program that stands between the container and what it runs, and passes no signals on.

use super::rule::replace;
use super::started::{Started, started};
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::knowledge::starts::StartKind;

/// See the page.
pub static RULE: Rule = Rule {
    id: "pid1-sudo-npm",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/pid1-sudo-npm.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let Some(started) = started(context).filter(|started| !started.has_init) else { return };
    let front = |name: &str| started.command.wrappers().iter().any(|word| word.is(name) || word.text.ends_with(&format!("/{name}")));
    let program = if front("sudo") {
        "sudo"
    } else if started.known().is_some_and(|start| start.kind == StartKind::Wrapper) {
        started.words[0]
    } else {
        return;
    };
    let message = format!("`{program}` is the container's first process and starts the program as its child: signals, and with them a clean end, do not reach it for sure");
    let span = if program == "sudo" { started.item.absolute(started.command.wrappers()[0].span) } else { started.span() };
    out.push(RULE.finding(span, message).maybe_fix(start_directly(context, &started)));
}

/// What `npm start` runs by the manifest beside the Dockerfile, if that is a plain call of node.
fn start_directly(context: &Context, started: &Started) -> Option<Fix> {
    let text = context.workspace.text("package.json")?;
    let manifest: serde_json::Value = serde_json::from_str(&text).ok()?;
    let scripts = manifest.get("scripts")?;
    let is_start = matches!(&*started.words, [_, "start"] | [_, "run", "start"]);
    let hooked = scripts.get("prestart").is_some() || scripts.get("poststart").is_some();
    let words: Vec<&str> = scripts.get("start")?.as_str()?.split_whitespace().collect();
    let plain = words.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./:=@".contains(&byte)));
    let whole = started.words.len() == started.command.argv().len();
    if !is_start || hooked || words.first() != Some(&"node") || !plain || !whole || !started.item.instruction.is_json() {
        return None;
    }
    let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    Some(Fix::review("Start node itself", vec![replace(started.span(), words.join(", "))]))
}
