//! gpg that may want to talk to somebody.

use super::{Check, Context, Finding, Profile, Rule, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "gpg-batch",
    severity: Severity::Hint,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/gpg-batch.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    const ACTS: [&str; 8] = ["--recv-keys", "--recv-key", "--recv", "--import", "--verify", "--gen-key", "--generate-key", "--decrypt"];
    for run in context.runs() {
        for command in run.script.commands.iter().filter(|command| matches!(command.name(), "gpg" | "gpg2")) {
            let acts = ACTS.iter().find(|act| command.has(act));
            let (Some(act), false) = (acts, command.has("--batch")) else { continue };
            let message = format!("`gpg {act}` may ask something or use a terminal that is not there; `--batch` makes it decide alone");
            out.push(RULE.finding(run.item.absolute(command.name_span()), message));
        }
    }
}
