//! Stages that need one another.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::Model;
use crate::model::stage::Target;

/// See the page.
pub static RULE: Rule = Rule {
    id: "circular-stage",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/circular-stage.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let component = components(context.model);
    let mut told = std::collections::HashSet::new();
    for reference in &context.model.references {
        let Target::Stage(target) = reference.target else { continue };
        // Only the edge that points forward closes the circle; one finding for each circle is enough.
        if target > reference.stage && component[target] == component[reference.stage] && told.insert(component[target]) {
            let item = &context.file.items()[reference.item];
            let (here, there) = (&context.model.stages[reference.stage], &context.model.stages[target]);
            let message = format!("{} and {} need one another", here.label(), there.label());
            let other = context.file.items()[there.from].absolute(context.file.items()[there.from].instruction.header_span());
            out.push(RULE.refusal(item.absolute(reference.span), message).related(other, "the other stage begins here"));
        }
    }
}

/// Number of the strongly connected component of each stage, by Tarjan's algorithm without recursion: files with tens of thousands of stages exist as tests.
pub(super) fn components(model: &Model) -> Vec<usize> {
    let count = model.stages.len();
    let mut edges = vec![Vec::new(); count];
    for reference in &model.references {
        if let Target::Stage(target) = reference.target {
            edges[reference.stage].push(target);
        }
    }
    const UNSEEN: usize = usize::MAX;
    let (mut index, mut low, mut component) = (vec![UNSEEN; count], vec![0; count], vec![UNSEEN; count]);
    let (mut next, mut components) = (0, 0);
    let mut stack = Vec::new();
    for root in 0..count {
        let mut work = vec![(root, 0)];
        while let Some((node, edge)) = work.pop() {
            if edge == 0 {
                if index[node] != UNSEEN {
                    continue;
                }
                (index[node], low[node]) = (next, next);
                next += 1;
                stack.push(node);
            } else {
                let child: usize = edges[node][edge - 1];
                low[node] = low[node].min(low[child]);
            }
            let mut descended = false;
            for at in edge..edges[node].len() {
                let child = edges[node][at];
                if index[child] == UNSEEN {
                    work.push((node, at + 1));
                    work.push((child, 0));
                    descended = true;
                    break;
                }
                if component[child] == UNSEEN {
                    low[node] = low[node].min(index[child]);
                }
            }
            if !descended && low[node] == index[node] {
                while let Some(member) = stack.pop() {
                    component[member] = components;
                    if member == node {
                        break;
                    }
                }
                components += 1;
            }
        }
    }
    component
}
