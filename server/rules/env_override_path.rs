//! ENV sets PATH without what was in it.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::model::stage::Base;
use crate::syntax::{Keyword, Word};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "env-override-path",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/env-override-path.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for (index, item) in context.items() {
        let Some(stage) = context.model.stage_at(index).filter(|_| item.keyword == Keyword::Env) else { continue };
        for pair in item.instruction.pairs().iter().filter(|pair| &*pair.key.text == "PATH") {
            let Some(value) = context.model.expanded(index, &pair.value).filter(|value| value.certain) else { continue };
            if keeps_programs(&pair.value.text, &value.text) || *context.model.base_chain(stage).1 == Base::Scratch {
                continue;
            }
            let message = "this PATH replaces the one of the image, so `sh`, `ls` and all other programs of the system are no longer found";
            let fix = fix(&pair.value, item.start);
            out.push(RULE.finding(item.absolute(pair.value.span), message).maybe_fix(fix));
        }
    }
}

/// The old value is in it, or a folder of the system; Windows paths are not judged.
fn keeps_programs(written: &str, value: &str) -> bool {
    written.contains("PATH") || written.contains("Path") || value.contains(['\\', ';', '%']) || value.split(':').any(|folder| matches!(folder.trim_end_matches('/'), "/bin" | "/usr/bin" | "/busybox"))
}

fn fix(value: &Word, start: usize) -> Option<Fix> {
    let text = &*value.text;
    if !value.is_plain_source() || text.is_empty() || text.contains('\'') {
        return None;
    }
    let end = value.span.end as usize - usize::from(text.ends_with('"'));
    Some(Fix::review("Add the old PATH", vec![replace(Span::new(end, end).shifted(start), ":$PATH")]))
}
