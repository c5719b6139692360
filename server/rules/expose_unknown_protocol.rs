//! A protocol that EXPOSE does not know.

use super::ports::exposed_ports;
use super::suggest::nearest;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::port::{Port, PortError};

/// See the page.
pub static RULE: Rule = Rule {
    id: "expose-unknown-protocol",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/expose-unknown-protocol.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for exposed in exposed_ports(context).into_iter().filter(|exposed| exposed.certain) {
        let port = Port::split(&exposed.text);
        if port.error() == Some(PortError::Protocol) {
            let hint = nearest(port.protocol, ["tcp", "udp", "sctp"]).map_or(String::new(), |name| format!("; did you mean {name}?"));
            out.push(RULE.refusal(exposed.span, format!("`{}` is not one of tcp, udp and sctp{hint}", port.protocol)));
        }
    }
}
