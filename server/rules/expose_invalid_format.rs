//! EXPOSE with an address or a host port.

use super::ports::exposed_ports;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::model::port::Port;

/// See the page.
pub static RULE: Rule = Rule {
    id: "expose-invalid-format",
    severity: Severity::Warning,
    aliases: &["buildkit/ExposeInvalidFormat"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/expose-invalid-format.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for exposed in exposed_ports(context) {
        let port = Port::split(&exposed.text);
        if (port.ip.is_empty() && port.host.is_empty()) || port.error().is_some() {
            continue;
        }
        // Only the part behind the last colon is kept by the builder.
        let kept = exposed.text.rsplit(':').next().unwrap_or_default();
        let fix = exposed.literal.then(|| Fix::safe(format!("Expose {kept}"), vec![replace(exposed.span, kept)]));
        let message = format!("EXPOSE takes container ports only: of `{}` nothing but `{kept}` counts", exposed.text);
        out.push(RULE.finding(exposed.span, message).maybe_fix(fix));
    }
}
