//! A folder that WORKDIR makes anyway.

use super::lines::delete;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity, Tag};
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "workdir-run-mkdir",
    severity: Severity::Hint,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/workdir-run-mkdir.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let items = context.file.items();
    for run in context.runs().filter(|run| run.item.instruction.flags.is_empty() && run.script.understood) {
        let [mkdir] = &*run.script.commands else { continue };
        let next = run.index + 1;
        let Some(workdir) = items.get(next).filter(|item| item.keyword == Keyword::Workdir && run.stage.items.contains(&next)) else { continue };
        let operands: Vec<_> = mkdir.arguments().iter().filter(|word| !word.text.starts_with('-')).collect();
        let only_parents = mkdir.arguments().iter().all(|word| !word.text.starts_with('-') || matches!(&*word.text, "-p" | "--parents" | "-v" | "-pv"));
        let ([folder], true, "mkdir") = (&*operands, only_parents, mkdir.name()) else { continue };
        let Some(path) = context.model.resolved(run.index, &run.script.commands, folder).and_then(|path| context.model.absolute(run.index, mkdir, &path)) else { continue };
        let same = context.model.situation(next + 1).and_then(|after| after.workdir.as_ref()?.known().map(|workdir| workdir.trim_end_matches('/') == path.trim_end_matches('/')));
        // Another user than root would own what mkdir makes.
        if same != Some(true) || context.model.runs_as_root(run.index) != Some(true) {
            continue;
        }
        let finding = RULE.finding(run.item.absolute(mkdir.span), "the WORKDIR below makes this folder by itself").related(workdir.absolute(workdir.instruction.keyword_span), "made here");
        out.push(finding.tagged(Tag::Unnecessary).maybe_fix(delete(context, run.item).map(|edit| Fix::safe("Delete this RUN", vec![edit]))));
    }
}
