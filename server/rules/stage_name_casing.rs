//! A stage name with capital letters.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::model::stage::Target;

/// See the page.
pub static RULE: Rule = Rule {
    id: "stage-name-casing",
    severity: Severity::Warning,
    aliases: &["buildkit/StageNameCasing"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/stage-name-casing.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for stage in &context.model.stages {
        let Some(name) = stage.name.as_ref().filter(|name| *name.name != *name.written) else { continue };
        let item = &context.file.items()[stage.from];
        // The name and everything that refers to it change together, although references work in any case.
        let mut edits = vec![replace(item.absolute(name.span), &*name.name)];
        for reference in &context.model.references {
            if reference.editable && reference.target == Target::Stage(stage.index) && *reference.text == *name.written {
                edits.push(replace(context.file.items()[reference.item].absolute(reference.span), &*name.name));
            }
        }
        let message = format!("stage name `{}` should be lower case: FROM finds only `{}`", name.written, name.name);
        out.push(RULE.finding(item.absolute(name.span), message).fix(Fix::safe("Rename the stage in lower case", edits)));
    }
}
