//! Owns the places that the mounts of a RUN cover.

use super::{Context, Run};
use crate::model::config::join;
use crate::model::copies::is_below;
use crate::syntax::MountField;
use crate::text::Span;

/// A mount of a RUN.
pub struct MountTarget<'a> {
    /// `cache`, `bind`, `secret` and so on.
    pub kind: String,
    /// Absolute path; none when a variable or an unknown working directory has a part in it, or when the mount has no target.
    pub target: Option<String>,
    /// The value of the flag; relative to the instruction.
    pub span: Span,
    /// Where the target is written, or the whole value.
    pub target_span: Span,
    fields: &'a [MountField],
}

impl<'a> MountTarget<'a> {
    /// The value of a field, under any of its names.
    pub fn field(&self, names: &[&str]) -> Option<&'a str> {
        let fields: &'a [MountField] = self.fields;
        fields.iter().find(|field| names.contains(&field.key.as_str())).and_then(|field| field.value.as_deref())
    }

    /// Whether what is written there is not in the layer.
    pub fn is_scratchpad(&self) -> bool {
        matches!(self.kind.as_str(), "cache" | "tmpfs")
    }

    /// Whether the mount holds a path, or a part of what lies below it.
    pub fn covers(&self, path: &str) -> bool {
        self.target.as_deref().is_some_and(|target| is_below(path, target) || is_below(target, path))
    }
}

/// The mounts of a RUN in order.
pub fn mount_targets<'a>(context: &Context<'a>, run: &Run<'a>) -> impl Iterator<Item = MountTarget<'a>> + use<'a> {
    let workdir = context.model.situation(run.index).and_then(|situation| situation.workdir.as_ref());
    let instruction = &*run.item.instruction;
    instruction.mounts().filter_map(move |(word, mount)| {
        let fields = mount.fields.as_deref()?;
        let field = |names: &[&str]| fields.iter().find(|field| names.contains(&field.key.as_str()));
        let kind = field(&["type"]).and_then(|field| field.value.clone()).unwrap_or_else(|| "bind".to_owned());
        let written = field(&["target", "dst", "destination"]);
        let target = written.and_then(|field| field.value.as_deref()).filter(|target| !target.contains('$')).and_then(|target| {
            let base = if target.starts_with('/') { "/" } else { workdir.map_or(Some("/"), |workdir| workdir.known())? };
            Some(join(base, target).into())
        });
        let target_span = written.map_or(word.span, |field| instruction.span_in(word, field.value_range.clone()));
        Some(MountTarget { kind, target, span: word.span, target_span, fields })
    })
}
