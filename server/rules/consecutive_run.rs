//! Short RUN instructions in a row, each of which makes a layer.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Run, Severity};
use crate::model::steps::step;
use crate::syntax::{Command, Joint};
use crate::text::{Edit, Span};

/// See the page.
pub static RULE: Rule = Rule {
    id: "consecutive-run",
    severity: Severity::Hint,
    aliases: &["DL3059", "S7031"],
    profiles: &[Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/consecutive-run.md"),
    check: Check::File(check),
};

/// Instructions from which on a row is worth a word.
const ENOUGH: usize = 3;

/// A RUN with more commands is one that somebody has put together already.
const MOST_COMMANDS: usize = 2;

fn check(context: &Context, out: &mut Vec<Finding>) {
    let shipped = context.shipped();
    let runs: Vec<Run> = context.runs().filter(|run| shipped.iter().any(|stage| stage.index == run.stage.index)).collect();
    for row in runs.chunk_by(belongs_to) {
        if row.len() < ENOUGH || !row.iter().all(is_short) {
            continue;
        }
        let message = format!("{} short RUN instructions stand in a row, and each makes a layer; one RUN could do it all", row.len());
        let keyword = |run: &Run| run.item.absolute(run.item.instruction.keyword_span);
        out.push(RULE.finding(keyword(&row[1]), message).related(keyword(&row[0]), "the row begins here").maybe_fix(fix(context, row)));
    }
}

/// Whether two short RUN instructions follow each other under the same conditions.
fn belongs_to(before: &Run, run: &Run) -> bool {
    let flags = |run: &Run| -> Vec<Box<str>> { run.item.instruction.flags.iter().map(|flag| flag.word.text.clone()).collect() };
    before.index + 1 == run.index && is_short(before) && is_short(run) && flags(before) == flags(run)
}

/// Few commands, none of which is a step worth a layer of its own.
fn is_short(run: &Run) -> bool {
    let commands = &run.script.commands;
    let instruction = &run.item.instruction;
    let plain = run.script.understood && !instruction.is_json() && instruction.heredocs.is_empty();
    plain && commands.len() <= MOST_COMMANDS && !commands.iter().any(|command| step(command).is_some())
}

fn fix(context: &Context, row: &[Run]) -> Option<Fix> {
    let mut edits: Vec<Edit> = Vec::new();
    for pair in row.windows(2) {
        let (before, after) = (&pair[0], &pair[1]);
        let end = before.item.absolute(before.item.instruction.header_span()).end as usize;
        let start = after.item.absolute(after.item.instruction.rest_span()).start as usize;
        // A comment between them would end up in the middle of the command.
        let between = Span::new(end, after.item.start);
        if !context.file.source().slice(between).trim().is_empty() {
            return None;
        }
        edits.push(replace(Span::new(end, start), format!(" {}\n    && ", after.item.instruction.escape)));
    }
    let (last, others) = row.split_last()?;
    let stays = |command: &Command| matches!(command.name(), "cd" | "export" | "set" | "exit" | "exec" | "umask" | "." | "source" | "");
    let joinable = |command: &Command| matches!(command.joint, Joint::First | Joint::And | Joint::Pipe) && !command.background && !command.conditional;
    let chain = row.iter().all(|run| run.script.commands.iter().all(joinable));
    let apart = others.iter().all(|run| !run.script.commands.iter().any(stays));
    let plain = row.iter().all(|run| !run.item.instruction.text.contains('#')) && !last.script.commands.is_empty();
    (chain && apart && plain).then(|| Fix::review("Join them into one RUN", edits))
}
