//! A time zone that is set in an image without time zones.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::stage::Base;
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "scratch-missing-tzdata",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/scratch-missing-tzdata.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let Some(last) = context.model.stages.last() else { return };
    let (chain, base) = context.model.base_chain(last);
    let lacks = match base {
        Base::Scratch => "an empty image",
        Base::Image(image) if matches!(image.familiar_name(), "alpine" | "busybox" | "ubuntu") => "this image",
        _ => return,
    };
    let items: Vec<_> = chain.iter().rev().flat_map(|stage| stage.items.clone()).map(|index| &context.file.items()[index]).collect();
    if items.iter().any(|item| item.instruction.text.contains("zoneinfo") || item.instruction.text.contains("tzdata") || item.instruction.text.contains("localtime") || item.instruction.text.contains("ZONEINFO")) {
        return;
    }
    // What is copied as a folder may bring them.
    if *base == Base::Scratch && context.copies_of(last.index).any(|copied| copied.sources.iter().any(|(word, _)| word.text.ends_with('/'))) {
        return;
    }
    for item in items.iter().filter(|item| item.keyword == Keyword::Env) {
        for pair in item.instruction.pairs().iter().filter(|pair| &*pair.key.text == "TZ") {
            let zone = pair.value.text.trim_matches(['"', '\'']);
            if !zone.contains('/') || zone.contains('$') || zone.starts_with("Etc/") {
                continue;
            }
            let message = format!("{lacks} has no time zones, so `{zone}` counts as UTC; install tzdata or copy /usr/share/zoneinfo");
            out.push(RULE.finding(item.absolute(pair.value.span), message));
        }
    }
}
