//! Owns the reading of a user's configuration, from `stagewright.toml` or from an editor's settings.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::config::{Config, Selector};
use crate::rules::{self, Severity};

/// The configuration as a user writes it, in TOML or JSON.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Settings {
    /// Rules and profiles to switch on; the recommended profile when it is left out.
    pub select: Vec<String>,
    /// Rules and profiles to switch off.
    pub ignore: Vec<String>,
    /// Severity of single rules: error, warning, info, hint or off.
    pub rules: BTreeMap<String, String>,
    /// Treat base images as unknown.
    pub no_image_facts: bool,
}

impl Settings {
    /// Reads `stagewright.toml`.
    ///
    /// # Errors
    /// With a message that says where and what.
    pub fn from_toml(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// Reads an editor's settings; `null` means nothing is set.
    ///
    /// # Errors
    /// With a message that says what is wrong.
    pub fn from_json(value: &serde_json::Value) -> Result<Self, String> {
        if value.is_null() {
            return Ok(Self::default());
        }
        Self::deserialize(value).map_err(|error| error.to_string())
    }

    /// Resolves names.
    ///
    /// # Errors
    /// With a message for the first name that means nothing.
    pub fn resolve(&self) -> Result<Config, String> {
        let selectors = |names: &[String]| names.iter().map(|name| Selector::parse(name)).collect::<Result<Vec<_>, _>>();
        let mut config = Config { select: selectors(&self.select)?, ignore: selectors(&self.ignore)?, ..Config::default() };
        config.assumptions.no_image_facts = self.no_image_facts;
        for (name, severity) in &self.rules {
            let found = rules::find(name);
            if found.is_empty() {
                return Err(Selector::parse(name).err().unwrap_or_else(|| format!("`{name}` is a profile, not a rule")));
            }
            let severity = match severity.as_str() {
                "off" => None,
                "error" => Some(Severity::Error),
                "warning" => Some(Severity::Warning),
                "info" => Some(Severity::Information),
                "hint" => Some(Severity::Hint),
                other => return Err(format!("rule `{name}`: `{other}` is none of error, warning, info, hint and off")),
            };
            config.severities.extend(found.iter().map(|rule| (rule.id.to_owned(), severity)));
        }
        Ok(config)
    }
}
