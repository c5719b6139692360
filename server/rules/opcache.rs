//! PHP that compiles each file anew.

use super::bases::named_bases;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::syntax::Keyword;
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "opcache",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/opcache.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let shipped = context.shipped();
    let lowest = shipped.last().map(|stage| stage.index);
    for base in named_bases(context).into_iter().filter(|base| Some(base.stage.index) == lowest && base.image.familiar_name() == "php") {
        let tag = base.image.tag().unwrap_or_default();
        // From 8.5 on it is a part of PHP, and only servers gain by it.
        let server = tag.contains("fpm") || tag.contains("apache");
        let old = ["5", "7", "8.0", "8.1", "8.2", "8.3", "8.4"].iter().any(|version| tag.strip_prefix(version).is_some_and(|rest| rest.starts_with(['.', '-'])));
        let mut items = shipped.iter().flat_map(|stage| context.model.stage_items(context.file, stage));
        let mentioned = |text: &str| text.to_ascii_lowercase().contains("opcache");
        let runs = shipped.iter().any(|stage| context.model.stage_items(context.file, stage).iter().any(|item| item.keyword == Keyword::Run));
        if !server || !old || !runs || items.any(|item| mentioned(&item.instruction.text)) || script_in_use(context) {
            continue;
        }
        let from = &context.file.items()[base.stage.from];
        let text = format!("{}RUN docker-php-ext-install opcache", context.file.source().line_ending());
        let fix = Fix::review("Install opcache", vec![replace(Span::new(from.end, from.end), text)]);
        out.push(RULE.finding(base.span, "without opcache, PHP reads and compiles every file anew for each request").fix(fix));
    }
}

/// A script that installs things is not read here.
fn script_in_use(context: &Context) -> bool {
    context.shipped().iter().flat_map(|stage| context.model.stage_items(context.file, stage)).any(|item| item.keyword == Keyword::Run && item.instruction.text.contains(".sh"))
}
