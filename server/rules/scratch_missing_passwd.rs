//! USER by name in an image that knows no names.

use super::copies::{FileCopy, copies, file_name};
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::model::stage::Base;
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "scratch-missing-passwd",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/scratch-missing-passwd.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for stage in &context.model.stages {
        let (chain, base) = context.model.base_chain(stage);
        if *base != Base::Scratch {
            continue;
        }
        for (index, item) in stage.items.clone().zip(context.model.stage_items(context.file, stage)) {
            let Some(word) = item.instruction.argument_text().filter(|_| item.keyword == Keyword::User) else { continue };
            let Some(value) = context.model.expanded(index, word).filter(|value| value.certain) else { continue };
            let name = value.text.split(':').next().unwrap_or_default().trim();
            if name.is_empty() || name == "root" || name.bytes().all(|b| b.is_ascii_digit()) || name.contains('\\') {
                continue;
            }
            let inside = |stage: usize| chain.iter().any(|one| one.index == stage);
            if copies(context).any(|copy| inside(copy.stage) && may_bring_passwd(context, &copy)) {
                return;
            }
            let message = format!("an image from `scratch` has no `/etc/passwd`, so nothing knows who `{name}` is and the container cannot start");
            let fix = word.is_plain_source().then(|| Fix::review("Use a number", vec![replace(item.absolute(word.span), "65532:65532")]));
            out.push(RULE.finding(item.absolute(word.span), message).maybe_fix(fix));
        }
    }
}

fn may_bring_passwd(context: &Context, copy: &FileCopy) -> bool {
    let Some(target) = copy.target(context) else { return true };
    let is_passwd = copy.paths().any(|source| file_name(&source.text).contains("passwd"));
    // A file with an ending that is copied to the root is a file, and not a folder with others in it.
    let folder = copy.sources.iter().any(|source| !file_name(&source.text).trim_start_matches('.').contains('.'));
    is_passwd || file_name(&target).contains("passwd") || copy.item.keyword == Keyword::Add || (matches!(&*target, "/" | "/etc") && folder)
}
