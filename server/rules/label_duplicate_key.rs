//! A label that is set twice in a stage.

use super::lines::delete;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity, Tag};
use crate::model::stage::Stage;
use crate::syntax::Keyword;
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "label-duplicate-key",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/label-duplicate-key.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for stage in &context.model.stages {
        for (earlier, later) in repeated(context, stage) {
            let (index, span, key, alone) = earlier;
            let item = &context.file.items()[index];
            let message = format!("the label `{key}` is set again below, and only the last value counts");
            let fix = delete(context, item).filter(|_| alone).map(|edit| Fix::review("Delete this LABEL", vec![edit]));
            let finding = RULE.finding(item.absolute(span), message).tagged(Tag::Unnecessary);
            out.push(finding.related(later, "set again here").maybe_fix(fix));
        }
    }
}

/// Instruction, place and key of a label, and whether it is alone in its instruction.
type Place = (usize, Span, String, bool);

/// Labels with the place that makes them pointless.
fn repeated(context: &Context, stage: &Stage) -> Vec<(Place, Span)> {
    let mut last: std::collections::HashMap<String, Span> = std::collections::HashMap::new();
    let mut found = Vec::new();
    for index in stage.items.clone().rev().filter(|index| context.file.items()[*index].keyword == Keyword::Label) {
        let item = &context.file.items()[index];
        let pairs = item.instruction.pairs();
        for pair in pairs.iter().rev() {
            let Some(key) = context.model.expanded(index, &pair.key).filter(|key| key.certain) else { continue };
            match last.get(key.text.as_ref()) {
                Some(later) => found.push(((index, pair.key.span, key.text.into_owned(), pairs.len() == 1), *later)),
                None => drop(last.insert(key.text.into_owned(), item.absolute(pair.key.span))),
            }
        }
    }
    found
}
