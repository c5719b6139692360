//! A long list of packages in no order.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::model::steps::{PackageAction, package_command};
use crate::syntax::ShellWord;

/// See the page.
pub static RULE: Rule = Rule {
    id: "sort-packages",
    severity: Severity::Hint,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/sort-packages.md"),
    check: Check::File(check),
};

/// A list that is shorter can be seen at a glance.
const ENOUGH: usize = 3;

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        let text = &run.item.instruction.text;
        for command in &run.script.commands {
            let Some(found) = package_command(command).filter(|found| found.manager.system && found.action == PackageAction::Install) else { continue };
            let packages = &found.packages;
            // One to a line, nothing but line ends between them: a comment or an empty line makes groups.
            let between = packages.windows(2).map(|pair| &text[pair[0].span.end as usize..pair[1].span.start as usize]);
            let a_line_each = between.into_iter().all(|gap| gap.matches('\n').count() == 1 && gap.chars().all(|c| c.is_whitespace() || c == run.item.instruction.escape));
            if packages.len() < ENOUGH || !a_line_each || packages.iter().any(|word| word.literal().is_none() || word.quoted) {
                continue;
            }
            let mut sorted: Vec<&&ShellWord> = packages.iter().collect();
            sorted.sort_by_key(|word| word.text.to_ascii_lowercase());
            let Some((misplaced, _)) = packages.iter().zip(&sorted).find(|(is, should)| is.text != should.text) else { continue };
            let edits = packages.iter().zip(&sorted).filter(|(is, should)| is.text != should.text).map(|(is, should)| replace(run.item.absolute(is.span), &*should.text));
            let message = "a sorted list shows at a glance whether a package is in it, and changes of it are easier to review";
            out.push(RULE.finding(run.item.absolute(misplaced.span), message).fix(Fix::safe("Sort the packages", edits.collect())));
        }
    }
}
