//! Owns the reading of hadolint's configuration, for projects that come from there. What it says about rules is about findings with hadolint's ids:
//! which rules run is not hadolint's choice.

use super::Choices;
use super::keys::{label_schema, one_of, texts};
use super::value::{Entry, Located, Problem, Value};
use crate::analysis::Selector;
use crate::rules::Severity;

/// hadolint's severities, and what it calls the threshold that nothing reaches. Below `style` it has another one, which no rule of ours has.
const SEVERITIES: [(&str, Option<Severity>); 6] = [
    ("error", Some(Severity::Error)),
    ("warning", Some(Severity::Warning)),
    ("info", Some(Severity::Information)),
    ("style", Some(Severity::Hint)),
    ("ignore", Some(Severity::Hint)),
    ("none", None),
];

/// Reads `.hadolint.yaml`. Keys that are about hadolint's output are passed over, as are ids that no rule has.
pub fn read(text: &str) -> Result<Choices, Problem> {
    let file = Located::from_yaml(text)?;
    let mut choices = Choices::default();
    if is_nothing(&file) {
        return Ok(choices);
    }
    for entry in file.table()?.iter().filter(|entry| !is_nothing(&entry.value)) {
        key(&mut choices, entry).map_err(|problem| Problem { message: format!("`{}`: {}", entry.key, problem.message), ..problem })?;
    }
    Ok(choices)
}

/// A key whose values are all commented out has none.
fn is_nothing(value: &Located) -> bool {
    matches!(value.value, Value::Other(_))
}

fn key(choices: &mut Choices, Entry { key, value, .. }: &Entry) -> Result<(), Problem> {
    match key.as_str() {
        "ignored" => choices.ignore = texts(value)?.iter().filter_map(|id| Selector::parse(id).ok()).collect(),
        "override" => {
            for level in value.table()?.iter().filter(|level| !is_nothing(&level.value)) {
                if let Some((_, Some(severity))) = SEVERITIES.iter().find(|(name, _)| *name == level.key) {
                    choices.alias_severities.extend(texts(&level.value)?.into_iter().map(|id| (id, *severity)));
                }
            }
        }
        "trustedRegistries" if matches!(value.value, Value::Text(_)) => choices.trusted_registries = Some(vec![value.text()?.to_owned()]),
        "trustedRegistries" => choices.trusted_registries = Some(texts(value)?),
        "label-schema" => label_schema(choices, value)?,
        "strict-labels" => choices.strict_labels = Some(value.bool()?),
        "disable-ignore-pragma" => choices.no_hadolint_comments = value.bool()?,
        "failure-threshold" => choices.fail_on = Some(one_of(value, &SEVERITIES, "severity")?),
        "no-fail" if value.bool()? => choices.fail_on = Some(None),
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Settings;

    #[test]
    fn every_key_that_is_about_findings_is_read() {
        let text = "# ours\nignored:\n  - DL3025\n  - DL9999\n  - SC2086\noverride:\n  error: [DL3020]\n  info:\n  style:\n    - DL3059\n\
                    trustedRegistries: [docker.io, '*.corp.example']\nlabel-schema:\n  author: text\nstrict-labels: true\n\
                    disable-ignore-pragma: true\nfailure-threshold: style\nformat: tty\nno-color: true\n";
        let config = Settings::from_hadolint(text).expect("sound").config(Some("Dockerfile"));
        assert_eq!(config.ignore, ["DL3025", "SC2086"].map(|id| Selector::Alias(id.to_owned())));
        assert_eq!(config.alias_severities, [("DL3020".to_owned(), Severity::Error), ("DL3059".to_owned(), Severity::Hint)]);
        assert_eq!((config.options.trusted_registries.len(), config.options.label_schema.len(), config.options.strict_labels), (2, 1, true));
        assert!(config.no_hadolint_comments && config.select.is_empty());
        assert_eq!(config.fail_on, Some(Some(Severity::Hint)));
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        for (text, expected) in [
            ("a: 1\nignored: DL3000\n", "line 2: `ignored`: a list is expected here, not a string"),
            ("- DL3000\n", "line 1: a table is expected here, not a list"),
            ("ignored: &a [x]\noverride: *a\n", "line 2: aliases are not read here"),
            (
                "\nfailure-threshold: eror\n",
                "line 2: `failure-threshold`: there is no severity `eror`, did you mean `error`? (one of error, warning, info, style, ignore, none)",
            ),
            ("? [a]\n: b\n", "line 1: nothing of that shape belongs into a configuration"),
        ] {
            assert_eq!(Settings::from_hadolint(text).expect_err(text), expected);
        }
        assert!(Settings::from_hadolint("a: [\n").is_err());
        assert!(Settings::from_hadolint(&"[".repeat(60_000)).is_err());
        let one = Settings::from_hadolint("trustedRegistries: ghcr.io\n").expect("one is enough").config(None);
        assert!(one.options.trusts("ghcr.io") && !one.options.trusts("docker.io"));
        for empty in ["", "---\n", "# nothing\n", "ignored:\n"] {
            assert!(Settings::from_hadolint(empty).is_ok(), "{empty}");
        }
    }
}
