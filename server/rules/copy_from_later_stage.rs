//! A stage that copies from a later one.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::stage::Target;

/// See the page.
pub static RULE: Rule = Rule {
    id: "copy-from-later-stage",
    severity: Severity::Error,
    aliases: &["DL3022"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit, Profile::Hadolint],
    docs: include_str!("../../docs/rules/copy-from-later-stage.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let forward = || context.model.references.iter().filter(|reference| matches!(reference.target, Target::Stage(target) if target > reference.stage));
    if forward().next().is_none() {
        return;
    }
    let component = context.model.stage_circles();
    for reference in forward() {
        let Target::Stage(target) = reference.target else { continue };
        // Two stages that need one another are another rule's matter.
        if component[target] == component[reference.stage] {
            continue;
        }
        let item = &context.file.items()[reference.item];
        let stage = &context.model.stages[target];
        let declared = context.file.items()[stage.from].absolute(context.file.items()[stage.from].instruction.header_span());
        let message = format!("{} comes later in the file; a stage can only use stages above it", stage.label());
        out.push(RULE.refusal(item.absolute(reference.span), message).related(declared, "the stage begins here"));
    }
}
