//! EXPOSE of a port by which machines are managed.

use super::ports::exposed_ports;
use super::{Check, Context, Finding, Profile, Rule, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "expose-admin-port",
    severity: Severity::Warning,
    aliases: &["CKV_DOCKER_1", "DS-0004", "S6473"],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/expose-admin-port.md"),
    check: Check::File(check),
};

/// Ports of such services.
const PORTS: [u16; 6] = [21, 22, 23, 3389, 5800, 5900];

fn check(context: &Context, out: &mut Vec<Finding>) {
    for port in exposed_ports(context).into_iter().filter(|port| port.certain) {
        let Some(stage) = context.model.stage_at(port.item) else { continue };
        if let Some(number) = port.one_of(&PORTS)
            && context.is_shipped(stage)
        {
            out.push(RULE.finding(port.span, format!("{number} is a port for remote control, which a container does not need")));
        }
    }
}
