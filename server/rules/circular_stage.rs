//! Stages that need one another.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::stage::Target;

/// See the page.
pub static RULE: Rule = Rule {
    id: "circular-stage",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/circular-stage.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let component = context.model.stage_circles();
    let mut told = std::collections::HashSet::new();
    for reference in &context.model.references {
        let Target::Stage(target) = reference.target else { continue };
        // Only the edge that points forward closes the circle; one finding for each circle is enough.
        if target > reference.stage && component[target] == component[reference.stage] && told.insert(component[target]) {
            let item = &context.file.items()[reference.item];
            let (here, there) = (&context.model.stages[reference.stage], &context.model.stages[target]);
            let message = format!("{} and {} need one another", here.label(), there.label());
            let other = context.file.items()[there.from].absolute(context.file.items()[there.from].instruction.header_span());
            out.push(RULE.refusal(item.absolute(reference.span), message).related(other, "the other stage begins here"));
        }
    }
}
