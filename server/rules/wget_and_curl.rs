//! Two programs for the same thing.

use super::{Check, Context, Finding, Profile, Rule, Run, Severity};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "wget-and-curl",
    severity: Severity::Hint,
    aliases: &["DL4001", "DS-0014"],
    profiles: &[Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/wget-and-curl.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for stage in &context.model.stages {
        let runs: Vec<Run> = context.runs_of(&[stage]).collect();
        let first = |program: &str| -> Option<Span> {
            let uses = |run: &Run| run.script.commands.iter().find(|command| command.name() == program).map(|command| run.item.absolute(command.name_span()));
            runs.iter().find_map(uses)
        };
        let (Some(curl), Some(wget)) = (first("curl"), first("wget")) else { continue };
        let (earlier, later, both) = if curl.start < wget.start { (curl, wget, "curl and wget") } else { (wget, curl, "wget and curl") };
        let message = format!("{both} do the same; with one of them alone the stage needs a package less");
        out.push(RULE.finding(later, message).related(earlier, "the other one is used here"));
    }
}
