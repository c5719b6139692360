//! Owns the references to stages that stand in COPY and mounts, and the looking up of their names.

use std::collections::{HashMap, HashSet};

use super::evaluate::Evaluator;
use super::expansion::Quoting;
use super::expansion::is_plain;
use super::model::Place;
use super::stage::{ReferencePlace, StageReference, Target};
use crate::syntax::Instruction;

impl Evaluator<'_> {
    pub(super) fn mounts(&mut self, stage: usize, item: usize, instruction: &Instruction) {
        for (value, mount) in instruction.mounts() {
            for field in mount.fields.iter().flatten() {
                let Some(text) = &field.value else { continue };
                if field.key == "from" {
                    let span = instruction.span_in(value, field.value_range.clone());
                    let target = if text.contains('$') { Target::Variable } else { Target::Image };
                    let text = text.as_str().into();
                    self.model.references.push(StageReference {
                        item,
                        stage,
                        span,
                        text,
                        editable: value.is_plain_source(),
                        place: ReferencePlace::Mount,
                        target,
                    });
                } else if !is_plain(text, instruction.escape) {
                    let expansion = self.run_expansion(text, instruction.escape, Quoting::Shell, false);
                    let base = value.joined.start + field.value_range.start;
                    let place = |range: std::ops::Range<usize>| {
                        let part = field.value_range.start + range.start..field.value_range.start + range.end;
                        instruction.span_in(value, part)
                    };
                    self.record_uses(item, &expansion, true, false, &place);
                    self.model.expansions.push((Place { item, joined: base }, expansion));
                }
            }
        }
    }

    pub(super) fn copy_source(&mut self, stage: usize, item: usize, instruction: &Instruction) {
        let Some(value) = instruction.flag("from").and_then(|flag| flag.value.as_ref()) else { return };
        let target = if value.text.is_empty() {
            Target::Context
        } else if value.text.contains('$') {
            Target::Variable
        } else {
            Target::Image
        };
        self.model.references.push(StageReference {
            item,
            stage,
            span: value.span,
            text: value.text.clone(),
            editable: value.is_plain_source(),
            place: ReferencePlace::Copy,
            target,
        });
    }

    /// COPY and mounts may name any stage of the file, so their names are looked up when all stages are known.
    pub(super) fn resolve_names(&mut self) {
        let stages = &self.model.stages;
        let last_of_name: HashMap<&str, usize> = stages.iter().filter_map(|stage| Some((stage.name()?, stage.index))).collect();
        let mut pulled: HashSet<String> = HashSet::new();
        for reference in &mut self.model.references {
            if reference.target != Target::Image || reference.place == ReferencePlace::From {
                continue;
            }
            if let Some(stage) = last_of_name.get(reference.text.to_lowercase().as_str()) {
                reference.target = Target::Stage(*stage);
            } else if reference.place == ReferencePlace::Copy
                && let Some(number) = parse_index(&reference.text)
            {
                reference.target = match usize::try_from(number) {
                    Ok(index) if index < stages.len() => Target::Stage(index),
                    Ok(index) if index < stages.len() + pulled.len() => Target::PulledImage,
                    _ => Target::NoSuchIndex,
                };
            } else {
                pulled.insert(reference.text.to_lowercase());
            }
        }
    }
}

/// A number as Go's strconv.Atoi reads it: a sign and any number of digits.
fn parse_index(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().unwrap_or(i64::MAX))
}
