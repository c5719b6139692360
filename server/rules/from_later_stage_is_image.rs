//! FROM with the name of a stage that stands further down.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::knowledge::images;
use crate::model::stage::Base;

/// See the page.
pub static RULE: Rule = Rule {
    id: "from-later-stage-is-image",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/from-later-stage-is-image.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for stage in &context.model.stages {
        let Base::Image(image) = &stage.base else { continue };
        let item = &context.file.items()[stage.from];
        let Some(word) = item.instruction.words().first().filter(|word| *word.text == *image.as_str()) else { continue };
        // The name of a well-known image is more likely meant as one, and a build context takes the place of any.
        let well_known = images::lookup(image).is_some() || images::family(image).is_some();
        if well_known || context.options.build_contexts.iter().any(|name| **name == *word.text) {
            continue;
        }
        let Some(later) = context.model.stages[stage.index + 1..].iter().find(|later| later.name() == Some(&*word.text)) else { continue };
        let message = format!("stage `{}` stands further down, so FROM takes an image of that name from a registry", word.text);
        let place = &context.file.items()[later.from];
        let name = later.name.as_ref().map_or(place.instruction.keyword_span, |name| name.span);
        out.push(RULE.finding(item.absolute(word.span), message).related(place.absolute(name), "the stage"));
    }
}
