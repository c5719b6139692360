//! Owns the search for stages that need one another.

use super::model::Model;
use super::stage::Target;

impl Model {
    /// For each stage the number of its circle: stages that need one another, however indirectly, have the same number.
    /// These are strongly connected components, found by Tarjan's algorithm without recursion, since files can have tens of thousands of stages.
    pub fn stage_circles(&self) -> Vec<usize> {
        let count = self.stages.len();
        let mut edges = vec![Vec::new(); count];
        for reference in &self.references {
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
                for (at, &child) in edges[node].iter().enumerate().skip(edge) {
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
}
