//! A pattern for package files that matches more than them.

use super::copies::{copies, file_name};
use super::{Check, Context, Finding, Profile, Rule, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "copy-glob-unstable",
    severity: Severity::Hint,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/copy-glob-unstable.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for copy in copies(context).filter(|copy| copy.is_from_context()) {
        for source in copy.paths() {
            let meant = match file_name(&source.text) {
                "package*.json" | "package*" => "package.json package-lock.json",
                "requirements*" | "requirements*.txt" => "requirements.txt",
                "pom*.xml" => "pom.xml",
                "Gemfile*" => "Gemfile Gemfile.lock",
                "Cargo.*" => "Cargo.toml Cargo.lock",
                _ => continue,
            };
            let message = format!("`{}` also takes any other file that begins so, and the cache is lost when one of them changes; name {meant}", source.text);
            out.push(RULE.finding(copy.item.absolute(source.span), message));
        }
    }
}
