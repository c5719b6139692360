//! COPY --from with the number of a stage.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::model::stage::{ReferencePlace, Stage, StageReference, Target};
use crate::text::{Edit, Span};

/// See the page.
pub static RULE: Rule = Rule {
    id: "copy-from-index",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/copy-from-index.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for reference in &context.model.references {
        let Target::Stage(index) = reference.target else { continue };
        let Some(stage) = context.model.stages.get(index).filter(|_| index < reference.stage && is_number(reference)) else { continue };
        let place = &context.file.items()[stage.from];
        let message = format!("stage {} is meant by its number, which changes as soon as a stage is put in front of it", reference.text);
        let finding = RULE.finding(context.file.items()[reference.item].absolute(reference.span), message);
        out.push(finding.related(place.absolute(place.instruction.header_span()), "the stage").maybe_fix(fix(context, stage)));
    }
}

fn is_number(reference: &StageReference) -> bool {
    reference.place == ReferencePlace::Copy && reference.text.bytes().all(|b| b.is_ascii_digit())
}

/// Names the stage if it has no name, and puts the name in place of the number wherever it stands.
fn fix(context: &Context, stage: &Stage) -> Option<Fix> {
    let (name, declaration) = match stage.name() {
        Some(name) => (name.to_owned(), None),
        None => {
            let name = format!("stage{}", stage.index);
            let edit = declare(context, stage, &name)?;
            (name, Some(edit))
        }
    };
    // Of several stages with one name, the last is meant by it.
    let taken = context.model.stage_named(&name).is_some_and(|other| other.index != stage.index);
    if taken || context.model.references.iter().any(|reference| *reference.text == *name && reference.target != Target::Stage(stage.index)) {
        return None;
    }
    let mut edits: Vec<Edit> = declaration.into_iter().collect();
    for reference in &context.model.references {
        if reference.target == Target::Stage(stage.index) && is_number(reference) && stage.index < reference.stage && reference.editable {
            edits.push(replace(context.file.items()[reference.item].absolute(reference.span), name.clone()));
        }
    }
    (edits.len() > usize::from(stage.name.is_none())).then(|| Fix::safe(format!("Use the name {name}"), edits))
}

fn declare(context: &Context, stage: &Stage, name: &str) -> Option<Edit> {
    let item = &context.file.items()[stage.from];
    let [image] = item.instruction.words() else { return None };
    let lower = item.instruction.keyword_text().chars().all(char::is_lowercase);
    let end = item.absolute(image.span).end as usize;
    Some(replace(Span::new(end, end), format!(" {} {name}", if lower { "as" } else { "AS" })))
}
