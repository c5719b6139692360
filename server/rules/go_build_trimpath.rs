//! A Go program that is shipped with the paths of its builder.

use super::shipped_go_builds::{is_for_debugging, shipped_go_builds};
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "go-build-trimpath",
    severity: Severity::Hint,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/go-build-trimpath.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for build in shipped_go_builds(context) {
        let Some(flags) = build.flags(context) else { continue };
        // A debugger finds the sources by their paths.
        if flags.iter().any(|flag| flag.trim_start_matches('-').starts_with("trimpath") || is_for_debugging(flag)) {
            continue;
        }
        let message = "the program holds the paths of the builder's file system, so that the same sources give another file elsewhere; add `-trimpath`";
        let fix = build.add("-trimpath").map(|edit| Fix::review("Add -trimpath", vec![edit]));
        out.push(RULE.finding(build.span(), message).maybe_fix(fix));
    }
}
