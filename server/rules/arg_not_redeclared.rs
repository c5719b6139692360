//! A global ARG that a stage uses without declaring it again.

use super::rule::replace;
use super::undefined::{Undefined, undefined_uses};
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::knowledge::builder::PLATFORM_ARGS;
use crate::knowledge::images;
use crate::model::stage::Base;
use crate::model::variable::DefinitionKind;
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "arg-not-redeclared",
    severity: Severity::Warning,
    aliases: &["S6579", "buildkit/UndefinedVar"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/arg-not-redeclared.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    check_scripts(context, out);
    for (found, reason) in undefined_uses(context) {
        let global = match reason {
            Undefined::GlobalOnly(definition) => Some(&context.model.definitions[definition]),
            Undefined::BuilderOnly => None,
            Undefined::SetInSameInstruction | Undefined::Nowhere => continue,
        };
        let name = &found.name;
        let item = &context.file.items()[found.item];
        let outcome = if found.has_default { "gives way to its default" } else { "is empty" };
        let reason = match global {
            Some(_) => "an ARG before the first FROM must be declared again in the stage that uses it",
            None => "a stage has to declare the builder's arguments that it uses",
        };
        let mut finding = RULE.finding(item.absolute(found.span), format!("`{name}` {outcome} here: {reason}"));
        if let Some(global) = global {
            finding = finding.related(context.file.items()[global.item].absolute(global.span), "declared here, outside of all stages");
        }
        if found.has_default {
            finding = finding.severity(Severity::Information);
        }
        out.push(finding.maybe_fix(fix(context, found.item, name)));
    }
}

/// The same in the scripts of RUN, about which BuildKit says nothing: each variable once in its stage.
fn check_scripts(context: &Context, out: &mut Vec<Finding>) {
    let global = |name: &str| context.model.definitions.iter().rev().find(|one| one.kind == DefinitionKind::GlobalArg && *one.name == *name);
    let mut told: Vec<(usize, String)> = Vec::new();
    for run in context.runs() {
        // An image that is not known may set the variable itself, most of all if it is a version.
        let known_base = match context.model.base_chain(run.stage).1 {
            Base::Image(image) => images::lookup(image).is_some_and(|facts| facts.env.is_some()),
            Base::Scratch => true,
            _ => false,
        };
        for read in run.item.instruction.shell_reads() {
            let global = global(&read.name);
            let builder = PLATFORM_ARGS.iter().any(|(name, _)| *name == read.name);
            let may_be_set = !known_base && ["VERSION", "HOME", "PATH", "DIR"].iter().any(|end| read.name.ends_with(end));
            let place = (run.stage.index, read.name.clone());
            if (global.is_none() && !builder) || may_be_set || told.contains(&place) || context.model.variable_before(run.index, &read.name).is_some() {
                continue;
            }
            told.push(place);
            let outcome = if read.has_default { "gives way to its default" } else { "is empty" };
            let reason = match global {
                Some(_) => "an ARG before the first FROM must be declared again in the stage that uses it",
                None => "a stage has to declare the builder's arguments that it uses",
            };
            let mut finding = RULE.finding(run.item.absolute(read.span), format!("`{}` {outcome} here: {reason}", read.name)).aliased(&["S6579"]);
            if let Some(global) = global {
                finding = finding.related(context.file.items()[global.item].absolute(global.span), "declared here, outside of all stages");
            }
            if read.has_default {
                finding = finding.severity(Severity::Hint);
            }
            out.push(finding.maybe_fix(fix(context, run.index, &read.name)));
        }
    }
}

/// The declaration goes right behind FROM, where it parts no comment from its instruction.
fn fix(context: &Context, item: usize, name: &str) -> Option<Fix> {
    let stage = context.model.stage_at(item)?;
    let end = context.file.items()[stage.from].end;
    let text = format!("{}ARG {name}", context.file.source().line_ending());
    Some(Fix::review(format!("Declare ARG {name} in this stage"), vec![replace(Span::new(end, end), text)]))
}
