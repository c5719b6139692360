//! A keyword that BuildKit does not know.

use super::rule::replace;
use super::suggest::nearest;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::syntax::{Item, KEYWORDS, Keyword};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "unknown-instruction",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/unknown-instruction.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let mut in_run = false;
    for (index, item) in context.items() {
        let unknown = item.keyword == Keyword::Unknown;
        let first_of_run = unknown && !std::mem::replace(&mut in_run, unknown);
        if !unknown {
            in_run = false;
            continue;
        }
        let word = item.instruction.keyword_text();
        let span = item.absolute(item.instruction.keyword_span);
        if let Some(name) = nearest(word, KEYWORDS.iter().map(|(name, _)| *name)) {
            let message = format!("unknown instruction `{word}`; did you mean `{name}`?");
            let fix = Fix::review(format!("Change to `{name}`"), vec![replace(span, name)]);
            out.push(RULE.refusal(span, message).fix(fix).frontend_decides());
        } else if first_of_run {
            // What follows has the same cause most of the time: text of a script, or of a template.
            let alone = context.file.items().get(index + 1).is_none_or(|next| next.keyword != Keyword::Unknown);
            let continued = index.checked_sub(1).filter(|_| alone).and_then(|before| lost_continuation(context, before, item));
            let hint = if continued.is_some() { "; is a continuation missing at the end of the line above?" } else { "" };
            let message = format!("unknown instruction `{}`{hint}", shortened(word));
            out.push(RULE.refusal(span, message).maybe_fix(continued).frontend_decides());
        }
    }
}

/// When the line above belongs to an instruction that goes on over lines often, the line can have been meant as its continuation. The lines behind a
/// lost one still have theirs, so they make a single unknown instruction.
fn lost_continuation(context: &Context, before: usize, item: &Item) -> Option<Fix> {
    let above = &context.file.items()[before];
    let source = context.file.source();
    let adjacent = source.newlines_before(item.start) == source.newlines_before(above.end.saturating_sub(1)) + 1;
    let continues = matches!(above.keyword, Keyword::Run | Keyword::Env | Keyword::Label | Keyword::Copy | Keyword::Cmd | Keyword::Entrypoint);
    if !adjacent || !continues || !above.instruction.heredocs.is_empty() {
        return None;
    }
    let escape = above.instruction.escape;
    let edit = replace(Span::new(above.end, above.end), format!(" {escape}"));
    Some(Fix::review(format!("Continue the line above with `{escape}`"), vec![edit]))
}

/// Whatever stands at the start of a line can be the "keyword": a message is no place for all of it.
fn shortened(word: &str) -> String {
    const LONGEST: usize = 40;
    if word.chars().count() <= LONGEST { word.to_owned() } else { word.chars().take(LONGEST).chain(['…']).collect() }
}
