//! A Go program that is shipped with its symbol table and debugging data.

use super::rule::replace;
use super::shipped_go_builds::{GoBuild, is_for_debugging, shipped_go_builds};
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::text::{Edit, Span};

/// See the page.
pub static RULE: Rule = Rule {
    id: "go-build-strip",
    severity: Severity::Hint,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/go-build-strip.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for build in shipped_go_builds(context) {
        let Some(flags) = build.flags(context) else { continue };
        if flags.iter().any(|flag| is_stripping(flag) || is_for_debugging(flag)) || is_stripped_later(context, &build) {
            continue;
        }
        let message = "the program keeps its symbol table and debugging data, about a third of its size; `-ldflags=\"-s -w\"` leaves them out";
        let fix = edits(&build).map(|edits| Fix::review("Leave out symbols and debugging data", edits));
        out.push(RULE.finding(build.span(), message).maybe_fix(fix));
    }
}

/// Whether the words that a flag hands to the linker leave something out, or are not known.
fn is_stripping(flag: &str) -> bool {
    let mut words = flag.split(|c: char| c.is_whitespace() || matches!(c, '=' | '\'' | '"')).filter(|word| !word.is_empty());
    let linker = flag.contains("ldflags");
    words.any(|word| matches!(word, "-s" | "-w")) || (linker && flag.split_once('=').is_some_and(|(_, value)| value.starts_with('$')))
}

fn is_stripped_later(context: &Context, build: &GoBuild) -> bool {
    let (chain, _) = context.model.base_chain(build.run.stage);
    context.runs_of(&chain).flat_map(|run| &run.script.commands).any(|command| matches!(command.name(), "strip" | "upx" | "dlv"))
}

/// Adds the flags: to those that the linker is given already, or as a flag of their own.
fn edits(build: &GoBuild) -> Option<Vec<Edit>> {
    let Some(word) = build.value("ldflags") else { return build.add("-ldflags=\"-s -w\"").map(|edit| vec![edit]) };
    let text = &build.run.item.instruction.text[word.span.range()];
    let start = text.find("ldflags=").map_or(0, |at| at + "ldflags=".len());
    let place = |at: usize| Span::new(at, at).shifted(build.run.item.absolute(word.span).start as usize);
    if !build.is_plain() {
        return None;
    }
    match text[start..].chars().next()? {
        '"' | '\'' => Some(vec![replace(place(start + 1), "-s -w ")]),
        '$' | '\\' => None,
        _ => Some(vec![replace(place(start), "\"-s -w "), replace(place(text.len()), "\"")]),
    }
}
