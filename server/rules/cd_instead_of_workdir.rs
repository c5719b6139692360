//! `cd` where WORKDIR says it better.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Run, Severity};
use crate::syntax::Command;

/// See the page.
pub static RULE: Rule = Rule {
    id: "cd-instead-of-workdir",
    severity: Severity::Warning,
    aliases: &["DL3003", "DS-0013"],
    profiles: &[Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/cd-instead-of-workdir.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let runs: Vec<Run> = context.runs().filter(|run| !run.item.instruction.is_json()).collect();
    for run in &runs {
        if let Some(cd) = lone_cd(run) {
            let span = run.item.absolute(cd.span);
            let message = "the directory is the old one again when this RUN ends; WORKDIR keeps it";
            out.push(RULE.finding(span, message).maybe_fix(fix(run, cd)).replacing(&["run-export-lost"], Some(span)));
        }
    }
    for row in runs.chunk_by(|before, run| before.index + 1 == run.index && before.stage.index == run.stage.index && leading_folder(before).is_some() && leading_folder(before) == leading_folder(run)) {
        let [first, second, ..] = row else { continue };
        let (Some(cd), Some(folder)) = (first.script.commands.first(), leading_folder(first)) else { continue };
        let message = format!("{} RUN instructions in a row begin with this; `WORKDIR {folder}` says it once", row.len());
        let also = second.item.absolute(second.script.commands.first().map_or(second.item.instruction.keyword_span, |command| command.span));
        out.push(RULE.finding(first.item.absolute(cd.span), message).severity(Severity::Information).related(also, "here again"));
    }
}

/// The `cd` that is all a RUN does.
fn lone_cd<'a>(run: &Run<'a>) -> Option<&'a Command> {
    let [only] = &*run.script.commands else { return None };
    let goes = only.name() == "cd" && !only.arguments().is_empty() && only.wrappers().is_empty() && !only.conditional && !only.background;
    (goes && run.script.understood && run.item.instruction.heredocs.is_empty()).then_some(only)
}

/// The folder that a RUN goes into before it does anything else; not within parentheses, which lead back.
fn leading_folder<'a>(run: &Run<'a>) -> Option<&'a str> {
    let instruction = &run.item.instruction;
    let [first, _, ..] = &*run.script.commands else { return None };
    let leads = first.name() == "cd" && first.wrappers().is_empty() && instruction.rest_text().starts_with("cd");
    let [folder] = first.arguments() else { return None };
    folder.literal().filter(|folder| leads && folder.starts_with('/'))
}

fn fix(run: &Run, cd: &Command) -> Option<Fix> {
    let instruction = &run.item.instruction;
    let [folder] = cd.arguments() else { return None };
    let folder = folder.literal().filter(|folder| !folder.starts_with(['-', '~']) && !folder.contains([' ', '$']))?;
    let plain = instruction.flags.is_empty() && !instruction.text.contains('\n');
    plain.then(|| Fix::review("Use WORKDIR", vec![replace(run.item.absolute(instruction.header_span()), format!("WORKDIR {folder}"))]))
}
