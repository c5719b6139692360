//! A port that is no port.

use super::ports::exposed_ports;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::port::{Port, PortError};

/// See the page.
pub static RULE: Rule = Rule {
    id: "invalid-port",
    severity: Severity::Error,
    aliases: &["DL3011", "DS-0008", "buildkit/ExposeInvalidFormat"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit, Profile::Hadolint],
    docs: include_str!("../../docs/rules/invalid-port.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for exposed in exposed_ports(context).into_iter().filter(|exposed| exposed.certain) {
        let port = Port::split(&exposed.text);
        let reason = match port.error() {
            Some(PortError::Container) if exposed.text.starts_with('#') => "a comment needs a line of its own",
            Some(PortError::Container | PortError::Host) => "a port is a number up to 65535, or a range such as 8000-8010",
            Some(PortError::Missing) => "the container port is missing",
            Some(PortError::RangeLengths) => "the two ranges differ in length",
            Some(PortError::Address) => "what stands before the ports is no IP address",
            Some(PortError::Protocol) | None => continue,
        };
        // BuildKit warns of the host part as well; one diagnostic says it all.
        let has_host = !port.ip.is_empty() || !port.host.is_empty();
        let aliases = if has_host { RULE.aliases } else { PLAIN };
        out.push(RULE.refusal(exposed.span, format!("`{}` is not a port: {reason}", exposed.text)).aliased(aliases));
    }
}

const PLAIN: &[&str] = &["DL3011", "DS-0008"];
