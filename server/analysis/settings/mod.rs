//! Owns the reading of a user's configuration: `stagewright.toml`, an editor's settings, or a configuration of hadolint.

mod globs;
mod hadolint;
mod keys;
mod value;
mod yaml;

use std::collections::BTreeMap;

use self::globs::Globs;
use self::value::{Located, Problem};
use super::config::{Config, Selector};
use crate::rules::options::{Builder, LabelFormat};
use crate::rules::{Profile, Severity};
use crate::workspace::{ConfigFile, ConfigKind};

/// A configuration as it was written: what holds for all files, and what holds for some of them besides.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    base: Choices,
    overrides: Vec<(Globs, Choices)>,
}

/// What one table of a configuration says. What it leaves out is none, so that a later one can tell.
#[derive(Clone, Debug, Default)]
struct Choices {
    profile: Option<Profile>,
    select: Option<Vec<Selector>>,
    ignore: Vec<Selector>,
    severities: BTreeMap<String, Option<Severity>>,
    alias_severities: Vec<(String, Severity)>,
    no_hadolint_comments: bool,
    fail_on: Option<Option<Severity>>,
    no_image_facts: Option<bool>,
    trusted_registries: Option<Vec<String>>,
    label_schema: Option<BTreeMap<String, LabelFormat>>,
    strict_labels: Option<bool>,
    dev_images: Option<Globs>,
    build_contexts: Option<Vec<String>>,
    target: Option<String>,
    builder: Option<Builder>,
    shellcheck: Option<bool>,
}

impl Settings {
    /// Reads `stagewright.toml`.
    ///
    /// # Errors
    /// With a message that says in which line and what.
    pub fn from_toml(text: &str) -> Result<Self, String> {
        Located::from_toml(text).and_then(|value| Self::read(&value)).map_err(|problem| problem.located(text))
    }

    /// Reads a configuration that was found.
    ///
    /// # Errors
    /// As for the kind of file.
    pub fn from_file(file: &ConfigFile) -> Result<Self, String> {
        match file.kind {
            ConfigKind::Stagewright => Self::from_toml(&file.text),
            ConfigKind::Hadolint => Self::from_hadolint(&file.text),
        }
    }

    /// Reads `.hadolint.yaml`.
    ///
    /// # Errors
    /// With a message that says in which line and what.
    pub fn from_hadolint(text: &str) -> Result<Self, String> {
        hadolint::read(text).map(|base| Self { base, overrides: Vec::new() }).map_err(|problem| problem.located(text))
    }

    /// Reads an editor's settings; `null` means nothing is set.
    ///
    /// # Errors
    /// With a message that says what is wrong.
    pub fn from_json(value: &serde_json::Value) -> Result<Self, String> {
        Self::read(&Located::from_json(value)).map_err(|problem| problem.message)
    }

    /// Names of the keys, of which only the last one cannot be used in an override.
    pub fn keys() -> impl Iterator<Item = &'static str> {
        keys::KEYS.iter().map(|(name, _)| *name).chain(["overrides"])
    }

    fn read(value: &Located) -> Result<Self, Problem> {
        let base = keys::read(value, &["overrides"])?;
        let mut overrides = Vec::new();
        if let Some(entry) = value.table()?.iter().find(|entry| entry.key == "overrides") {
            for item in entry.value.list()? {
                let choices = keys::read(item, &["paths"])?;
                let paths = item.table()?.iter().find(|entry| entry.key == "paths");
                let paths = paths.ok_or_else(|| Problem::new(item.at, "an override needs `paths`, the files that it is about"))?;
                overrides.push((Globs::read(&paths.value)?, choices));
            }
        }
        Ok(Self { base, overrides })
    }

    /// The configuration of a file, by its path below the folder of the configuration with `/` between the parts; none for a text that is no file.
    pub fn config(&self, path: Option<&str>) -> Config {
        let mut choices = self.base.clone();
        for (globs, more) in &self.overrides {
            if path.is_some_and(|path| globs.cover(path)) {
                choices.overlay(more);
            }
        }
        choices.config(path)
    }
}

impl Choices {
    /// Lays an override over what was chosen before: what is ignored adds up, the severity of a rule and any other key is replaced.
    fn overlay(&mut self, over: &Self) {
        fn replace<T: Clone>(value: &mut Option<T>, over: &Option<T>) {
            if over.is_some() {
                value.clone_from(over);
            }
        }
        // A selection says all by itself, so that one made for all files does not hold any more.
        if over.profile.is_some() || over.select.is_some() {
            self.profile = over.profile;
            self.select.clone_from(&over.select);
        }
        self.ignore.extend(over.ignore.iter().cloned());
        self.severities.extend(over.severities.clone());
        replace(&mut self.no_image_facts, &over.no_image_facts);
        replace(&mut self.trusted_registries, &over.trusted_registries);
        replace(&mut self.label_schema, &over.label_schema);
        replace(&mut self.strict_labels, &over.strict_labels);
        replace(&mut self.dev_images, &over.dev_images);
        replace(&mut self.build_contexts, &over.build_contexts);
        replace(&mut self.target, &over.target);
        replace(&mut self.builder, &over.builder);
        replace(&mut self.shellcheck, &over.shellcheck);
        self.alias_severities.extend(over.alias_severities.iter().cloned());
    }

    fn config(self, path: Option<&str>) -> Config {
        let mut config = Config {
            select: self.profile.map(Selector::Profile).into_iter().chain(self.select.into_iter().flatten()).collect(),
            ignore: self.ignore,
            severities: self.severities,
            alias_severities: self.alias_severities,
            no_hadolint_comments: self.no_hadolint_comments,
            fail_on: self.fail_on,
            shellcheck: self.shellcheck.unwrap_or(false),
            ..Config::default()
        };
        config.assumptions.no_image_facts = self.no_image_facts.unwrap_or(false);
        let options = &mut config.options;
        options.trusted_registries = self.trusted_registries.unwrap_or_default();
        options.label_schema = self.label_schema.unwrap_or_default();
        options.strict_labels = self.strict_labels.unwrap_or(false);
        options.dev_image = self.dev_images.zip(path).is_some_and(|(globs, path)| globs.cover(path));
        options.build_contexts = self.build_contexts.unwrap_or_default();
        options.target = self.target;
        options.builder = self.builder.unwrap_or_default();
        config
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Settings {
        Settings::from_toml(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
    }

    #[test]
    fn a_profile_is_what_a_selection_adds_to() {
        let config = read("profile = \"buildkit\"\nselect = [\"platform-const\"]\n").config(None);
        assert_eq!(config.select, [Selector::Profile(Profile::Buildkit), Selector::Rule("platform-const")]);
        assert_eq!(read("").config(None), Config::default());
    }

    #[test]
    fn mistakes_are_named_with_their_line_and_a_guess() {
        for (text, expected) in [
            ("\nslect = []\n", "line 2: there is no key `slect`; did you mean `select`?"),
            (
                "profile = \"strickt\"",
                "line 1: `profile`: there is no profile `strickt`, did you mean `strict`? (one of recommended, strict, buildkit, hadolint)",
            ),
            (
                "select = [\n  \"json-args\",\n  \"json-arks\"]",
                "line 3: `select`: there is no rule or profile `json-arks`; did you mean `json-args`? (`stagewright rules` lists them)",
            ),
            ("[rules]\njson-args = \"warn\"", "line 2: `rules`: there is no severity `warn` (one of error, warning, info, hint, off)"),
            (
                "[rules]\njson-arg = \"off\"",
                "line 2: `rules`: there is no rule or profile `json-arg`; did you mean `json-args`? (`stagewright rules` lists them)",
            ),
            ("[rules]\nstrict = \"off\"", "line 2: `rules`: `strict` is a profile, not a rule"),
            ("ignore = \"json-args\"", "line 1: `ignore`: a list is expected here, not a string"),
            ("strict-labels = 1", "line 1: `strict-labels`: true or false is expected here, not a number"),
            (
                "[label-schema]\na = \"ulr\"",
                "line 2: `label-schema`: there is no format of labels `ulr`, did you mean `url`? (one of text, rawtext, url, rfc3339, spdx, hash, semver, email)",
            ),
            ("dev-images = [\"[\"]", "line 1: `dev-images`: `[` is no pattern for files: unclosed character class; missing ']'"),
            ("\n[[overrides]]\nselect = []", "line 2: an override needs `paths`, the files that it is about"),
            ("[[overrides]]\npaths = []\noverrides = []", "line 3: there is no key `overrides`"),
        ] {
            assert_eq!(Settings::from_toml(text).expect_err(text), expected);
        }
        assert!(Settings::from_toml("a = \n").expect_err("no TOML").starts_with("line 1: "));
    }

    #[test]
    fn overrides_reach_the_files_that_they_name() {
        let settings = read(
            "profile = \"strict\"\nignore = [\"maintainer\"]\ntarget = \"all\"\n[rules]\njson-args = \"hint\"\n\
             [[overrides]]\npaths = [\"*.dev.Dockerfile\"]\nselect = [\"recommended\"]\nignore = [\"ports\", \"json-args\"]\n\
             [[overrides]]\npaths = [\"services/*/Dockerfile\"]\ntarget = \"service\"\nrules = { json-args = \"error\" }\n"
                .replace("\"ports\", ", "")
                .as_str(),
        );
        let other = settings.config(Some("services/a/b/Dockerfile"));
        assert_eq!((other.options.target.as_deref(), other.select.as_slice()), (Some("all"), &[Selector::Profile(Profile::Strict)][..]));
        let development = settings.config(Some("deep/down/x.dev.Dockerfile"));
        assert_eq!(development.select, [Selector::Profile(Profile::Recommended)]);
        assert_eq!(development.ignore, [Selector::Rule("maintainer"), Selector::Rule("json-args")]);
        let service = settings.config(Some("services/a/Dockerfile"));
        assert_eq!(service.options.target.as_deref(), Some("service"));
        assert_eq!(service.severities.get("json-args"), Some(&Some(Severity::Error)));
    }

    #[test]
    fn options_are_read_from_every_kind_of_source() {
        let text = "trusted-registries = [\"docker.io\"]\nstrict-labels = true\ndev-images = [\"*.dev\"]\nbuild-contexts = [\"src\"]\n\
                    builder = \"buildah\"\nno-image-facts = true\n[label-schema]\n\"org.opencontainers.image.url\" = \"url\"\n";
        let config = read(text).config(Some("a/Dockerfile.dev"));
        let options = &config.options;
        assert!(config.assumptions.no_image_facts && options.strict_labels && options.dev_image);
        assert_eq!(
            (options.trusted_registries.as_slice(), options.build_contexts.as_slice()),
            (&["docker.io".to_owned()][..], &["src".to_owned()][..])
        );
        assert_eq!((options.builder, options.label_schema.len()), (Builder::Buildah, 1));
        assert!(!read(text).config(Some("a/Dockerfile")).options.dev_image);
        let json: serde_json::Value = toml::from_str(text).expect("TOML");
        assert_eq!(Settings::from_json(&json).expect("sound").config(Some("a/Dockerfile.dev")), config);
    }
}
