//! Owns the keys of a configuration: their names, and how the value of each is read.

use super::Choices;
use super::globs::Globs;
use super::value::{Located, Problem};
use crate::analysis::Selector;
use crate::analysis::shell::is_code;
use crate::rules::options::{Builder, LabelFormat};
use crate::rules::{self, Profile, Severity, suggest};

/// A key and the reader of its value.
type Key = (&'static str, fn(&mut Choices, &Located) -> Result<(), Problem>);

/// Every key that a configuration and each of its overrides may have.
pub const KEYS: [Key; 13] = [
    ("profile", |choices, value| one_of(value, &Profile::ALL, "profile").map(|profile| choices.profile = Some(profile))),
    ("select", |choices, value| selectors(value).map(|list| choices.select = Some(list))),
    ("ignore", |choices, value| selectors(value).map(|list| choices.ignore.extend(list))),
    ("rules", severities),
    ("no-image-facts", |choices, value| value.bool().map(|on| choices.no_image_facts = Some(on))),
    ("trusted-registries", |choices, value| texts(value).map(|list| choices.trusted_registries = Some(list))),
    ("label-schema", label_schema),
    ("strict-labels", |choices, value| value.bool().map(|on| choices.strict_labels = Some(on))),
    ("dev-images", |choices, value| Globs::read(value).map(|globs| choices.dev_images = Some(globs))),
    ("build-contexts", |choices, value| texts(value).map(|list| choices.build_contexts = Some(list))),
    ("target", |choices, value| value.text().map(|name| choices.target = Some(name.to_owned()))),
    ("builder", |choices, value| one_of(value, &Builder::ALL, "builder").map(|builder| choices.builder = Some(builder))),
    ("shellcheck", |choices, value| value.bool().map(|on| choices.shellcheck = Some(on))),
];

/// Names of severities as in reports, and `off`.
pub const SEVERITIES: [(&str, Option<Severity>); 5] = [
    ("error", Some(Severity::Error)),
    ("warning", Some(Severity::Warning)),
    ("info", Some(Severity::Information)),
    ("hint", Some(Severity::Hint)),
    ("off", None),
];

/// Reads a table whose keys are all among `KEYS`, but for those that the caller takes for itself.
pub fn read(table: &Located, own: &[&str]) -> Result<Choices, Problem> {
    let mut choices = Choices::default();
    for entry in table.table()? {
        if own.contains(&entry.key.as_str()) {
            continue;
        }
        let Some((_, reader)) = KEYS.iter().find(|(name, _)| *name == entry.key) else {
            let names = KEYS.iter().map(|(name, _)| *name).chain(own.iter().copied());
            return Err(Problem::new(entry.at, format!("there is no key `{}`{}", entry.key, hint(&entry.key, names))));
        };
        reader(&mut choices, &entry.value).map_err(|problem| Problem { message: format!("`{}`: {}", entry.key, problem.message), ..problem })?;
    }
    Ok(choices)
}

fn hint<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    suggest::nearest(word, candidates).map_or(String::new(), |name| format!("; did you mean `{name}`?"))
}

/// One of a few names.
pub fn one_of<T: Copy>(value: &Located, all: &[(&'static str, T)], what: &str) -> Result<T, Problem> {
    let text = value.text()?;
    if let Some((_, found)) = all.iter().find(|(name, _)| *name == text) {
        return Ok(*found);
    }
    let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
    let hint = suggest::nearest(text, names.iter().copied()).map_or(String::new(), |name| format!(", did you mean `{name}`?"));
    Err(Problem::new(value.at, format!("there is no {what} `{text}`{hint} (one of {})", names.join(", "))))
}

/// A list of strings.
pub fn texts(value: &Located) -> Result<Vec<String>, Problem> {
    value.list()?.iter().map(|item| item.text().map(str::to_owned)).collect()
}

fn selectors(value: &Located) -> Result<Vec<Selector>, Problem> {
    let selector = |item: &Located| Selector::parse(item.text()?).map_err(|message| Problem::new(item.at, message));
    value.list()?.iter().map(selector).collect()
}

fn severities(choices: &mut Choices, value: &Located) -> Result<(), Problem> {
    for entry in value.table()? {
        if is_code(&entry.key) {
            match one_of(&entry.value, &SEVERITIES, "severity")? {
                Some(severity) => choices.alias_severities.push((entry.key.clone(), severity)),
                None => choices.ignore.push(Selector::Alias(entry.key.clone())),
            }
            continue;
        }
        let found = rules::find(&entry.key);
        if found.is_empty() {
            let message = Selector::parse(&entry.key).err().unwrap_or_else(|| format!("`{}` is a profile, not a rule", entry.key));
            return Err(Problem::new(entry.at, message));
        }
        let severity = one_of(&entry.value, &SEVERITIES, "severity")?;
        choices.severities.extend(found.iter().map(|rule| (rule.id.to_owned(), severity)));
    }
    Ok(())
}

/// Labels with the formats of their values.
pub fn label_schema(choices: &mut Choices, value: &Located) -> Result<(), Problem> {
    let label = |entry: &super::value::Entry| Ok((entry.key.clone(), one_of(&entry.value, &LabelFormat::ALL, "format of labels")?));
    choices.label_schema = Some(value.table()?.iter().map(label).collect::<Result<_, _>>()?);
    Ok(())
}
