//! A build argument that nothing reads.

use super::mentions::mentions;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity, Tag};
use crate::model::variable::DefinitionKind;
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "unused-arg",
    severity: Severity::Hint,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/unused-arg.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let items = context.file.items();
    for definition in context.model.definitions.iter().filter(|definition| definition.kind != DefinitionKind::Env && is_ordinary(&definition.name)) {
        let name = &*definition.name;
        let later = |range: std::ops::Range<usize>| items.get(range).into_iter().flatten();
        let reads = |item: &crate::syntax::Item| mentions(&item.instruction.text, name);
        // An ARG above all stages is for FROM, and for stages that declare it again.
        let used = if definition.kind == DefinitionKind::GlobalArg {
            let declares = |item: &crate::syntax::Item| item.keyword == Keyword::Arg && item.instruction.words().iter().any(|word| *word.text == *name || word.text.split('=').next() == Some(name));
            later(definition.item + 1..items.len()).any(|item| reads(item) || declares(item)) || later(definition.item..definition.item + 1).any(reads)
        } else {
            // Programs that a RUN starts may read it from their environment, also in stages on top of this one.
            later(definition.item + 1..items.len()).any(|item| reads(item) || matches!(item.keyword, Keyword::Run | Keyword::Onbuild)) || reads(&items[definition.item])
        };
        if used {
            continue;
        }
        let item = &items[definition.item];
        let fix = super::lines::delete(context, item).filter(|_| item.instruction.words().len() == 1).map(|edit| Fix::review(format!("Delete ARG {name}"), vec![edit]));
        out.push(RULE.finding(item.absolute(definition.span), format!("nothing reads `{name}`")).tagged(Tag::Unnecessary).maybe_fix(fix));
    }
}

/// Neither an argument that the builder itself reads, nor a name that is made of variables, or a word of a comment behind another name.
fn is_ordinary(name: &str) -> bool {
    let plain = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    plain && !name.starts_with("BUILDKIT_") && !name.ends_with("_PROXY") && name != "SOURCE_DATE_EPOCH"
}
