//! A clone that ADD could make.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::ShellWord;

/// See the page.
pub static RULE: Rule = Rule {
    id: "add-git-vs-clone",
    severity: Severity::Hint,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/add-git-vs-clone.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        // Keys and passwords come by mounts, which ADD has not.
        if run.item.instruction.mounts().next().is_some() {
            continue;
        }
        for command in run.script.commands.iter().filter(|command| command.name() == "git" && command.arguments().first().is_some_and(|word| word.is("clone"))) {
            let is_public = |word: &&ShellWord| word.text.starts_with("https://") && !word.text.contains('@') && !word.text[8..].starts_with('$');
            let Some(address) = command.arguments().iter().find(is_public).filter(|_| !command.conditional && command.inside.is_none()) else { continue };
            let message = "ADD clones a repository without git in the image, and the cache notices when the branch or tag has moved on";
            out.push(RULE.finding(run.item.absolute(address.span), message));
        }
    }
}
