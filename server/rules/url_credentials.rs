//! A password in a URL.

use super::{Check, Finding, Profile, Rule, Severity};
use crate::knowledge::secrets::{tokens, url_passwords};
use crate::syntax::Instruction;
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "url-credentials",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/url-credentials.md"),
    check: Check::Local(check),
};

fn check(instruction: &Instruction, out: &mut Vec<Finding>) {
    let text = &*instruction.text;
    for range in url_passwords(text) {
        // A known token is another rule's finding.
        if tokens(&text[range.clone()]).is_empty() {
            let message = "this URL holds a password, and everybody who can read this file or pull the image has it";
            // A host without a dot is another container, most often a database for trying things out.
            let host = text[range.end + 1..].split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))).next().unwrap_or_default();
            let severity = if host.contains('.') { Severity::Error } else { Severity::Warning };
            out.push(RULE.finding(Span::new(range.start, range.end), message).severity(severity));
        }
    }
}
