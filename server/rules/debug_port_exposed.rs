//! EXPOSE of a port by which a program is debugged.

use super::bases::is_for_development;
use super::ports::exposed_ports;
use super::{Check, Context, Finding, Profile, Rule, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "debug-port-exposed",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/debug-port-exposed.md"),
    check: Check::File(check),
};

/// Ports of such services.
const PORTS: [u16; 6] = [1234, 2345, 5005, 5678, 9003, 9229];

fn check(context: &Context, out: &mut Vec<Finding>) {
    for port in exposed_ports(context).into_iter().filter(|port| port.certain) {
        let Some(stage) = context.model.stage_at(port.item) else { continue };
        if let Some(number) = port.one_of(&PORTS)
            && context.is_shipped(stage) && !is_for_development(stage) && !context.options.dev_image
        {
            out.push(RULE.finding(port.span, format!("{number} is a port that debuggers listen at, and whoever reaches one can run any code")));
        }
    }
}
