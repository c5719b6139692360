//! The schema of `stagewright.toml`, which editors use, and the code that reads the file know the same keys and values.

use std::collections::BTreeSet;

use serde_json::Value;
use stagewright::analysis::Settings;
use stagewright::rules::Profile;
use stagewright::rules::options::{Builder, LabelFormat};

fn schema() -> Value {
    serde_json::from_str(include_str!("../docs/stagewright.schema.json")).expect("JSON")
}

fn names(value: &Value) -> BTreeSet<&str> {
    match value {
        Value::Object(entries) => entries.keys().map(String::as_str).collect(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => panic!("neither keys nor names: {value}"),
    }
}

#[test]
fn both_know_the_same_keys() {
    let schema = schema();
    let keys: BTreeSet<&str> = Settings::keys().collect();
    assert_eq!(names(&schema["properties"]), keys);
    let mut of_overrides = keys.clone();
    of_overrides.remove("overrides");
    assert_eq!(names(&schema["definitions"]), of_overrides);
    of_overrides.insert("paths");
    assert_eq!(names(&schema["properties"]["overrides"]["items"]["properties"]), of_overrides);
    for table in [&schema, &schema["properties"]["overrides"]["items"]] {
        assert_eq!(table["additionalProperties"], false);
        for (key, value) in table["properties"].as_object().expect("keys") {
            let expected = format!("#/definitions/{key}");
            assert!(["overrides", "paths"].contains(&key.as_str()) || value["$ref"] == expected.as_str(), "{key}: {value}");
        }
    }
}

#[test]
fn both_know_the_same_values() {
    let definitions = &schema()["definitions"];
    assert_eq!(names(&definitions["profile"]["enum"]), Profile::ALL.iter().map(|(name, _)| *name).collect());
    assert_eq!(names(&definitions["builder"]["enum"]), Builder::ALL.iter().map(|(name, _)| *name).collect());
    let formats = names(&definitions["label-schema"]["additionalProperties"]["enum"]);
    assert_eq!(formats, LabelFormat::ALL.iter().map(|(name, _)| *name).collect());
    for severity in names(&definitions["rules"]["additionalProperties"]["enum"]) {
        Settings::from_toml(&format!("rules = {{ json-args = \"{severity}\" }}")).expect(severity);
    }
}

#[test]
fn a_value_of_each_type_is_read() {
    for (key, definition) in schema()["definitions"].as_object().expect("keys") {
        let value = match definition["type"].as_str() {
            Some("boolean") => "true",
            Some("string") => "\"x\"",
            Some("array") => "[]",
            Some("object") => "{}",
            _ => &definition["enum"][0].to_string(),
        };
        Settings::from_toml(&format!("{key} = {value}\n[[overrides]]\npaths = [\"*\"]\n{key} = {value}\n")).expect(key);
        assert!(Settings::from_toml(&format!("{key} = 1\n")).is_err(), "{key} takes a number");
    }
}
