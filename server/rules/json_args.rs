//! CMD or ENTRYPOINT in shell form, which hides the process from signals.

use super::exec_form::{exec_form, shifted};
use super::shells::base_without_shell;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::knowledge::images;
use crate::model::stage::{Base, Stage};
use crate::syntax::{Arguments, Keyword};

/// See the page.
pub static RULE: Rule = Rule {
    id: "json-args",
    severity: Severity::Warning,
    aliases: &["DL3025", "S7019", "buildkit/JSONArgsRecommended"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit, Profile::Hadolint],
    docs: include_str!("../../docs/rules/json-args.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for stage in &context.model.stages {
        // A SHELL of the stage's own, of a stage below it, or of the base image says that the shell form is meant.
        let mut shell_set = inherits_shell(context, stage);
        for (index, item) in stage.items.clone().zip(context.model.stage_items(context.file, stage)) {
            let instruction = &*item.instruction;
            match (instruction.keyword, &instruction.arguments) {
                (Keyword::Shell, Arguments::Json(_)) => shell_set = true,
                (Keyword::Cmd | Keyword::Entrypoint, Arguments::Text(_) | Arguments::None) if !shell_set => {
                    let name = instruction.keyword.name();
                    // With exec the shell makes way for the program, but the image still needs one.
                    let why = if instruction.rest_text().starts_with("exec ") {
                        "the image needs a shell to start this"
                    } else {
                        "the shell is process 1 and does not pass signals on"
                    };
                    let message = format!("shell form: {why}; use {name} [\"executable\", \"argument\"]");
                    let span = if instruction.rest.is_empty() { instruction.keyword_span } else { instruction.rest_span() };
                    let fix = exec_form(instruction).map(|fix| shifted(fix, item.start));
                    let mut finding = RULE.finding(item.absolute(span), message).maybe_fix(fix);
                    // Where there is no shell, another rule says more than that.
                    if base_without_shell(context, stage, index, instruction.rest_text()).is_some() {
                        finding = finding.only(&[Profile::Buildkit, Profile::Hadolint]);
                    }
                    out.push(finding);
                }
                _ => {}
            }
        }
    }
}

fn inherits_shell(context: &Context, stage: &Stage) -> bool {
    match &stage.base {
        Base::Stage(parent) => context.model.stages[*parent].config.shell.is_some(),
        Base::Image(image) => images::lookup(image).is_some_and(|facts| facts.shell.is_some()),
        _ => false,
    }
}
