//! A protocol of EXPOSE in capital letters.

use super::ports::exposed_ports;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::model::port::Port;

/// See the page.
pub static RULE: Rule = Rule {
    id: "expose-proto-casing",
    severity: Severity::Warning,
    aliases: &["buildkit/ExposeProtoCasing"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/expose-proto-casing.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for exposed in exposed_ports(context) {
        let port = Port::split(&exposed.text);
        if port.error().is_some() || !port.protocol.contains(|c: char| c.is_ascii_uppercase()) {
            continue;
        }
        let (head, protocol) = exposed.text.split_at(exposed.text.len() - port.protocol.len());
        let lower = format!("{head}{}", protocol.to_lowercase());
        let fix = exposed.literal.then(|| Fix::safe(format!("Write {lower}"), vec![replace(exposed.span, lower.as_str())]));
        out.push(RULE.finding(exposed.span, format!("the protocol of `{}` should be lower case", exposed.text)).maybe_fix(fix));
    }
}
