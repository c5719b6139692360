//! A server for one developer as what the container starts.

use super::rule::replace;
use super::started::{Started, started};
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::knowledge::starts::StartKind;
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "dev-server-in-final",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/dev-server-in-final.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let Some(started) = started(context) else { return };
    let Some(start) = started.known().filter(|start| start.kind == StartKind::Server) else { return };
    let instead = start.instead.as_deref().unwrap_or("start a server for production");
    let message = format!("`{}` is made for one developer: slow, open, and without limits; {instead}", started.shown());
    out.push(RULE.finding(started.span(), message).maybe_fix(without_reload(&started)));
}

/// Without `--reload` the server is the one for production.
fn without_reload(started: &Started) -> Option<Fix> {
    let words = started.command.argv();
    let at = words.iter().position(|word| word.is("--reload"))?;
    let before = words.get(at.checked_sub(1)?)?;
    let end = |span: Span| started.item.absolute(span).end as usize;
    Some(Fix::review("Leave out --reload", vec![replace(Span::new(end(before.span), end(words[at].span)), "")]))
}
