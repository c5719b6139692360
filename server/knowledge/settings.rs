//! Owns what is known of environment variables: switches for debugging, and switches that send usage data.

use std::sync::LazyLock;

use serde::Deserialize;

use super::image_reference::ImageReference;

const SETTINGS: &str = include_str!("settings.toml");

#[derive(Default, Deserialize)]
struct Table {
    debug: Vec<DebugSetting>,
    telemetry: Vec<Telemetry>,
}

/// A variable with which a program shows its inside.
#[derive(Debug, Deserialize)]
pub struct DebugSetting {
    name: String,
    values: Vec<String>,
    /// What happens then.
    pub what: String,
}

/// A variable that stops a tool from sending usage data.
#[derive(Debug, Deserialize)]
pub struct Telemetry {
    repos: Vec<String>,
    /// The variable.
    pub name: String,
    /// The value that stops it.
    pub value: String,
    /// The tool.
    pub what: String,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| toml::from_str(SETTINGS).unwrap_or_default());

/// What a variable with that value does to a program, if it switches debugging on.
pub fn debug_setting(name: &str, value: &str) -> Option<&'static DebugSetting> {
    let value = value.trim_matches(['"', '\'']).to_ascii_lowercase();
    TABLE.debug.iter().find(|row| row.name == name && row.values.contains(&value))
}

/// How to stop the tools of an image from sending usage data.
pub fn telemetry(image: &ImageReference) -> Option<&'static Telemetry> {
    TABLE.telemetry.iter().find(|row| row.repos.iter().any(|repository| repository == image.familiar_name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_can_be_read() {
        let table: Table = toml::from_str(SETTINGS).expect("valid TOML");
        assert_eq!(table.debug.len() + table.telemetry.len(), SETTINGS.matches("\n[[").count());
    }

    #[test]
    fn values_count_in_any_case() {
        assert!(debug_setting("ASPNETCORE_ENVIRONMENT", "Development").is_some());
        assert!(debug_setting("NODE_ENV", "production").is_none());
    }
}
