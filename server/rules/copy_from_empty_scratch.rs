//! COPY from a stage that is `scratch` and holds nothing.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::stage::{Base, ReferencePlace, Stage, Target};
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "copy-from-empty-scratch",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/copy-from-empty-scratch.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for reference in context.model.references.iter().filter(|reference| reference.place == ReferencePlace::Copy) {
        let Target::Stage(index) = reference.target else { continue };
        let stage = &context.model.stages[index];
        // Its root is there, so that copying everything gives nothing and no error; a build context may take the place of such a stage.
        let whole = context.file.items()[reference.item].instruction.words().iter().all(|word| matches!(&*word.text, "/" | "." | "./"));
        let replaced = stage.name().is_some_and(|name| context.options.build_contexts.iter().any(|context| context == name));
        if index < reference.stage && !whole && !replaced && is_empty(context, stage) {
            let from = &context.file.items()[stage.from];
            let message = format!("`{}` is `scratch` with nothing in it, so there is nothing to copy", reference.text);
            let span = context.file.items()[reference.item].absolute(reference.span);
            out.push(RULE.finding(span, message).related(from.absolute(from.instruction.header_span()), "the stage"));
        }
    }
}

fn is_empty(context: &Context, stage: &Stage) -> bool {
    let (chain, base) = context.model.base_chain(stage);
    let puts_files = |keyword: Keyword| matches!(keyword, Keyword::Copy | Keyword::Add | Keyword::Run | Keyword::Workdir | Keyword::Onbuild | Keyword::Unknown);
    *base == Base::Scratch && !chain.iter().any(|stage| context.model.stage_items(context.file, stage).iter().any(|item| puts_files(item.keyword)))
}
