//! A `RUN --mount` that BuildKit refuses.

use super::suggest::nearest;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::check_options::parse_bool;
use crate::model::variable::Value;
use crate::syntax::{Keyword, MountField, Word};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "cache-mount-syntax",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/cache-mount-syntax.md"),
    check: Check::File(check),
};

const TYPES: [&str; 5] = ["bind", "cache", "tmpfs", "secret", "ssh"];

const KEYS: [&str; 19] = [
    "type", "from", "source", "src", "target", "dst", "destination", "readonly", "ro", "readwrite", "rw", "required", "id", "sharing", "mode", "uid",
    "gid", "size", "env",
];

fn check(context: &Context, out: &mut Vec<Finding>) {
    for (index, item) in context.items() {
        if item.keyword != Keyword::Run || context.model.stage_of[index].is_none() {
            continue;
        }
        let instruction = &*item.instruction;
        for (value, mount) in instruction.mounts().filter(|(value, _)| !value.text.is_empty()) {
            let problem = match &mount.fields {
                None => Some((0..value.text.len(), "the quotes of this mount do not match".to_owned())),
                Some(fields) => Reading { workdir: context.model.situation(index).and_then(|situation| situation.workdir.clone()), ..Reading::default() }.read(fields, |field| known_value(context, index, value, field)),
            };
            if let Some((range, message)) = problem {
                let span: Span = instruction.span_in(value, range);
                out.push(RULE.refusal(item.absolute(if span.is_empty() { value.span } else { span }), message));
            }
        }
    }
}

/// The value of a field, if it does not depend on anything unknown.
fn known_value(context: &Context, item: usize, flag: &Word, field: &MountField) -> Option<String> {
    let text = field.value.as_deref()?;
    let start = flag.joined.start + field.value_range.start;
    let word = Word { text: text.into(), joined: start..start + text.len(), span: flag.span, verbatim: flag.verbatim };
    context.model.expanded(item, &word).filter(|value| value.certain).map(|value| value.text.into_owned())
}

/// A mount as far as its fields have been read. BuildKit reads them in order, so `required` before `type=secret` is refused.
#[derive(Default)]
struct Reading {
    kind: Option<String>,
    from: bool,
    source: bool,
    target: Option<Option<String>>,
    id: bool,
    sharing: bool,
    owner: Option<&'static str>,
    /// The type is not known, so nothing that depends on it can be judged.
    opaque: bool,
    /// A relative target, or none at all, starts from here.
    workdir: Option<Value>,
}

type Problem = (std::ops::Range<usize>, String);

impl Reading {
    fn read(mut self, fields: &[MountField], value: impl Fn(&MountField) -> Option<String>) -> Option<Problem> {
        for field in fields {
            let message = match &field.value {
                None => self.bare(field),
                Some(_) => self.pair(field, value(field).as_deref()),
            };
            if let Some(message) = message {
                return Some((field.range.clone(), message));
            }
        }
        let whole = fields.first()?.range.start..fields.last()?.range.end;
        self.whole().map(|message| (whole, message))
    }

    /// True when the working directory is `/` for certain, so that a missing target would be the root.
    fn at_root(&self) -> bool {
        self.workdir.as_ref().is_none_or(|workdir| workdir.known() == Some("/"))
    }

    fn kind(&self) -> &str {
        self.kind.as_deref().unwrap_or("bind")
    }

    fn bare(&self, field: &MountField) -> Option<String> {
        match field.key.as_str() {
            "readonly" | "ro" | "readwrite" | "rw" => None,
            "required" if self.opaque || matches!(self.kind(), "secret" | "ssh") => None,
            "required" => Some(format!("a {} mount has no `required`; `type` has to stand before it", self.kind())),
            "" => Some("a field of the mount is empty; remove the blank behind the comma".to_owned()),
            _ => Some(format!("`{}` needs a value", field.text)),
        }
    }

    fn pair(&mut self, field: &MountField, value: Option<&str>) -> Option<String> {
        let key = field.key.as_str();
        match key {
            "type" => match value.map(str::to_lowercase) {
                None => self.opaque = true,
                Some(kind) if TYPES.contains(&kind.as_str()) => self.kind = Some(kind),
                Some(kind) => return Some(format!("there is no mount type `{kind}`; it is one of {}", TYPES.join(", "))),
            },
            "from" => self.from = true,
            "source" | "src" => self.source = value != Some(""),
            "target" | "dst" | "destination" => self.target = Some(value.map(str::to_owned)),
            "readonly" | "ro" | "readwrite" | "rw" => return value.filter(|value| parse_bool(value).is_none()).map(|value| format!("`{key}` is true or false, not `{value}`")),
            "required" if self.opaque || matches!(self.kind(), "secret" | "ssh") => {
                return value.filter(|value| parse_bool(value).is_none()).map(|value| format!("`required` is true or false, not `{value}`"));
            }
            "required" => return Some(format!("a {} mount has no `required`", self.kind())),
            "id" => self.id = value != Some(""),
            "sharing" => {
                self.sharing = value != Some("");
                let known = |value: &&str| !matches!(*value, "shared" | "private" | "locked");
                return value.filter(known).map(|value| format!("`sharing` is shared, private or locked, not `{value}`"));
            }
            "mode" | "uid" | "gid" => {
                self.owner = Some(if key == "mode" { "mode" } else if key == "uid" { "uid" } else { "gid" });
                let radix = if key == "mode" { 8 } else { 10 };
                let bad = |value: &&str| value.starts_with('+') || u32::from_str_radix(value, radix).is_err();
                return value.filter(bad).map(|value| format!("`{value}` is no {}", if key == "mode" { "octal file mode" } else { "number of a user or group" }));
            }
            "size" if self.opaque || self.kind() == "tmpfs" => {
                let bad = |value: &&str| !is_size(value);
                return value.filter(bad).map(|value| format!("`{value}` is no size; write a number with a unit, such as 64m"));
            }
            "size" => return Some(format!("a {} mount has no `size`; only tmpfs has", self.kind())),
            "env" => {}
            _ => {
                let hint = nearest(key, KEYS).map_or(String::new(), |key| format!("; did you mean `{key}`?"));
                return Some(format!("a mount has no `{key}`{hint}"));
            }
        }
        None
    }

    fn whole(&self) -> Option<String> {
        if self.opaque {
            return None;
        }
        let kind = self.kind();
        if let (Some(owner), "bind" | "tmpfs") = (self.owner, kind) {
            return Some(format!("a {kind} mount has no `{owner}`"));
        }
        if self.sharing && kind != "cache" {
            return Some(format!("a {kind} mount has no `sharing`; only cache has"));
        }
        match kind {
            "secret" if self.from => Some("a secret mount has no `from`".to_owned()),
            "secret" if !self.source && self.target.is_none() && !self.id => Some("a secret mount needs an `id`, or a `source` or `target`".to_owned()),
            "secret" if self.source && self.id => Some("a secret mount has either `id` or `source`, not both".to_owned()),
            "secret" | "ssh" => None,
            _ => match &self.target {
                None if self.at_root() => Some(format!("a {kind} mount needs a `target`")),
                Some(Some(target)) if target.is_empty() && self.at_root() => Some(format!("a {kind} mount needs a `target`")),
                Some(Some(target)) if !target.is_empty() && target.chars().all(|c| c == '/') => Some("the target of a mount cannot be `/`".to_owned()),
                _ => None,
            },
        }
    }
}

/// A size as units.RAMInBytes reads it: a number, a unit, and whatever of `ib` or `b`.
fn is_size(text: &str) -> bool {
    let number = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let unit = text[number..].trim_start().to_ascii_lowercase();
    text[..number].parse::<f64>().is_ok() && matches!(unit.trim_end_matches('b').trim_end_matches('i'), "" | "k" | "m" | "g" | "t" | "p" | "e" | "z" | "y")
}
