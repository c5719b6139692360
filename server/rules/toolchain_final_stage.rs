//! A final stage that is based on an image with compilers.

use super::build_signals::{base_family, is_application};
use super::{Check, Context, Finding, Profile, Rule, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "toolchain-final-stage",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/toolchain-final-stage.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let Some(last) = context.model.stages.last().filter(|last| is_application(context, last)) else { return };
    let Some(family) = base_family(context, last).filter(|family| family.kind == "toolchain") else { return };
    let (chain, _) = context.model.base_chain(last);
    let Some(from) = chain.last().map(|stage| &context.file.items()[stage.from]) else { return };
    let Some(word) = from.instruction.words().first() else { return };
    let size = family.megabytes.map_or(String::new(), |size| format!(" of about {size} MB"));
    let instead = family.counterpart.as_ref().map_or(String::new(), |image| format!("; for the run time take {image}"));
    let what = if family.interpreter { "compilers and headers beside the interpreter" } else { "a compiler and its tools" };
    let mut finding = RULE.finding(from.absolute(word.span), format!("this image{size} ships {what}{instead}"));
    if family.interpreter {
        finding = finding.severity(Severity::Information);
    }
    let own = &context.file.items()[last.from];
    if last.from != chain.last().map_or(last.from, |stage| stage.from) {
        finding = finding.related(own.absolute(own.instruction.header_span()), "the image is built on it");
    }
    out.push(finding);
}
