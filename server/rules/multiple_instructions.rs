//! CMD, ENTRYPOINT or HEALTHCHECK more than once in a stage.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity, Tag};
use crate::syntax::{Item, Keyword};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "multiple-instructions",
    severity: Severity::Warning,
    aliases: &["DL3012", "DL4003", "DL4004", "DS-0007", "DS-0016", "DS-0023", "S6589", "buildkit/MultipleInstructionsDisallowed"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit, Profile::Hadolint],
    docs: include_str!("../../docs/rules/multiple-instructions.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for stage in &context.model.stages {
        for (keyword, aliases) in [(Keyword::Cmd, CMD), (Keyword::Entrypoint, ENTRYPOINT), (Keyword::Healthcheck, HEALTHCHECK)] {
            let all: Vec<&Item> = context.model.stage_items(context.file, stage).iter().filter(|item| item.keyword == keyword).collect();
            let Some((last, dead)) = all.split_last() else { continue };
            for item in dead {
                let name = keyword.name();
                let message = format!("this {name} has no effect: only the last {name} of a stage counts");
                let span = item.absolute(item.instruction.header_span());
                let finding = RULE.finding(span, message).aliased(aliases).tagged(Tag::Unnecessary);
                let winner = last.absolute(last.instruction.keyword_span);
                // A comment above it may speak of it, or silence findings: it would then stand above the next instruction.
                let fix = if has_comment_above(context, item) { Fix::review } else { Fix::safe };
                out.push(finding.related(winner, "this one counts").fix(fix(format!("Delete this {name}"), vec![delete_lines(context, item)])));
            }
        }
    }
}

const CMD: &[&str] = &["DL4003", "DS-0016", "S6589", "buildkit/MultipleInstructionsDisallowed"];
const ENTRYPOINT: &[&str] = &["DL4004", "DS-0007", "S6589", "buildkit/MultipleInstructionsDisallowed"];
const HEALTHCHECK: &[&str] = &["DL3012", "DS-0023", "S6589", "buildkit/MultipleInstructionsDisallowed"];

fn has_comment_above(context: &Context, item: &Item) -> bool {
    let line = context.file.source().line_start(item.start);
    let comments = context.file.comments();
    let above = comments.partition_point(|span| (span.start as usize) < line);
    above > 0 && comments[above - 1].end as usize + 2 >= line
}

fn delete_lines(context: &Context, item: &Item) -> crate::text::Edit {
    let source = context.file.source();
    let start = source.line_start(item.start);
    let end = (source.line_end(item.span().end as usize) + 1).min(source.len());
    replace(Span::new(start, end), "")
}
