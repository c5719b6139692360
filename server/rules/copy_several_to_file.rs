//! A pattern copied to a destination that does not end with a slash.

use super::copies::{copies, file_name, is_pattern};
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::model::source_kind::{SourceKind, source_kind};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "copy-several-to-file",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/copy-several-to-file.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for copy in copies(context) {
        let [source] = copy.sources else { continue };
        let Some(path) = context.model.expanded(copy.index, source).filter(|path| path.certain && source_kind(path.text.trim_matches('"')) == SourceKind::Path) else { continue };
        let name = file_name(&path.text);
        if !is_pattern(name) || name.ends_with(".*") && !name.starts_with('*') {
            continue;
        }
        let Some(target) = copy.target(context) else { continue };
        let text = &*copy.destination.text;
        if copy.goes_into_folder(context, &target) {
            continue;
        }
        let message = format!("if `{}` matches several files and `{text}` is no folder yet, only the last of them survives", source.text);
        let span = copy.item.absolute(copy.destination.span);
        // A name with an ending is meant for one file.
        let folder = !file_name(&target).contains('.') && copy.destination.is_plain_source();
        let end = span.end as usize;
        let fix = folder.then(|| Fix::review("Add a slash", vec![replace(Span::new(end, end), "/")]));
        out.push(RULE.finding(span, message).severity(Severity::Information).maybe_fix(fix));
    }
}
