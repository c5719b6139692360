//! ARG below the script that reads it.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::model::variable::DefinitionKind;
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "arg-after-use",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/arg-after-use.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let definitions = &context.model.definitions;
    for (at, definition) in definitions.iter().enumerate().filter(|(_, definition)| definition.kind == DefinitionKind::Arg) {
        let Some(stage) = context.model.stage_at(definition.item) else { continue };
        // Declared before, in the stage or outside of all: then others speak of it, or nothing is wrong.
        if definitions[..at].iter().any(|other| other.name == definition.name) || context.model.variable_before(definition.item, &definition.name).is_some() {
            continue;
        }
        let above = context.runs_of(&[stage]).take_while(|run| run.index < definition.item);
        let read = above.into_iter().find_map(|run| run.item.instruction.shell_reads().iter().find(|read| *read.name == *definition.name && !read.has_default).map(|read| (run, read.span)));
        let Some((run, place)) = read else { continue };
        let item = &context.file.items()[definition.item];
        let message = format!("`{}` is declared here, but a RUN above reads it already, where it is empty", definition.name);
        let fix = super::lines::delete(context, item).map(|gone| {
            let text = format!("{}{}", context.file.source().slice(item.span()), context.file.source().line_ending());
            Fix::review("Move it above the RUN", vec![replace(Span::new(run.item.start, run.item.start), text), gone])
        });
        out.push(RULE.finding(item.absolute(definition.span), message).related(run.item.absolute(place), "read here").maybe_fix(fix));
    }
}
