//! A parser directive that is given twice, or that stands where it has no effect.

use super::{Check, Context, Finding, Profile, Rule, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "syntax-directive-position",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/syntax-directive-position.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let directives = context.file.directives();
    for (index, directive) in directives.list.iter().enumerate() {
        if let Some(first) = directives.list[..index].iter().find(|earlier| earlier.kind == directive.kind) {
            out.push(RULE.refusal(directive.span, "this directive can be given only once").related(first.span, "given here before"));
        }
    }
    let first_item = context.file.items().first().map_or(usize::MAX, |item| item.start);
    let source = context.file.source();
    let shebang = source.byte(0) == Some(b'#') && source.byte(1) == Some(b'!');
    for span in context.file.comments().iter().take_while(|span| (span.start as usize) < first_item) {
        if directives.list.iter().any(|directive| directive.span.start <= span.end && span.start <= directive.span.end) {
            continue;
        }
        let text = source.slice(*span);
        let Some((key, value)) = text.trim_start_matches('#').split_once('=') else { continue };
        let key = key.trim().to_ascii_lowercase();
        // Behind a shebang line the syntax directive still chooses the front end.
        let lost = match key.as_str() {
            "escape" => matches!(value.trim(), "\\" | "`"),
            "syntax" => !shebang && !value.trim().is_empty() && !value.trim().contains(' '),
            _ => false,
        };
        if lost {
            let message = format!("`{key}` has no effect here: directives count only on the first lines, before any other comment or blank line");
            let end = span.start as usize + text.trim_end().len();
            out.push(RULE.finding(crate::text::Span::new(span.start as usize, end), message));
        }
    }
}
