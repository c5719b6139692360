//! Owns the tree that a configuration is read from, whatever it was written in, with the place of each value.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value with the byte at which it stands in its file, if it stands in one.
#[derive(Debug)]
pub struct Located {
    pub value: Value,
    pub at: Option<usize>,
}

/// What TOML, JSON and YAML have in common, as far as a configuration needs it.
#[derive(Debug)]
pub enum Value {
    Bool(bool),
    Text(String),
    List(Vec<Located>),
    Table(Vec<Entry>),
    /// Something that no key takes, by its name.
    Other(&'static str),
}

/// A key of a table and its value.
#[derive(Debug)]
pub struct Entry {
    pub key: String,
    /// Where the key stands.
    pub at: Option<usize>,
    pub value: Located,
}

/// What is wrong with a configuration, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub message: String,
    pub at: Option<usize>,
}

impl Problem {
    pub fn new(at: Option<usize>, message: impl Into<String>) -> Self {
        Self { message: message.into(), at }
    }

    /// The message with the line of the text that it is about.
    pub fn located(&self, text: &str) -> String {
        match self.at.and_then(|at| text.get(..at)) {
            Some(before) => format!("line {}: {}", before.matches('\n').count() + 1, self.message),
            None => self.message.clone(),
        }
    }
}

impl Located {
    /// Reads TOML.
    pub fn from_toml(text: &str) -> Result<Self, Problem> {
        let table = DeTable::parse(text).map_err(|error| Problem::new(error.span().map(|span| span.start), error.message()))?;
        Ok(toml_table(table.get_ref(), table.span().start))
    }

    /// Takes over JSON, which comes without places.
    pub fn from_json(json: &serde_json::Value) -> Self {
        use serde_json::Value as Json;
        let value = match json {
            Json::Null => Value::Table(Vec::new()),
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(_) => Value::Other("a number"),
            Json::String(text) => Value::Text(text.clone()),
            Json::Array(items) => Value::List(items.iter().map(Self::from_json).collect()),
            Json::Object(entries) => {
                Value::Table(entries.iter().map(|(key, value)| Entry { key: key.clone(), at: None, value: Self::from_json(value) }).collect())
            }
        };
        Self { value, at: None }
    }

    pub fn text(&self) -> Result<&str, Problem> {
        match &self.value {
            Value::Text(text) => Ok(text),
            _ => Err(self.unexpected("a string")),
        }
    }

    pub fn bool(&self) -> Result<bool, Problem> {
        match self.value {
            Value::Bool(value) => Ok(value),
            _ => Err(self.unexpected("true or false")),
        }
    }

    pub fn list(&self) -> Result<&[Self], Problem> {
        match &self.value {
            Value::List(items) => Ok(items),
            _ => Err(self.unexpected("a list")),
        }
    }

    pub fn table(&self) -> Result<&[Entry], Problem> {
        match &self.value {
            Value::Table(entries) => Ok(entries),
            _ => Err(self.unexpected("a table")),
        }
    }

    fn unexpected(&self, expected: &str) -> Problem {
        let found = match &self.value {
            Value::Bool(_) => "true or false",
            Value::Text(_) => "a string",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
            Value::Other(name) => name,
        };
        Problem::new(self.at, format!("{expected} is expected here, not {found}"))
    }
}

fn toml_table(table: &DeTable, at: usize) -> Located {
    let mut entries: Vec<Entry> =
        table.iter().map(|(key, value)| Entry { key: key.get_ref().to_string(), at: Some(key.span().start), value: toml_value(value) }).collect();
    // The order of the file, so that the first mistake is the one that is reported.
    entries.sort_by_key(|entry| entry.at);
    Located { value: Value::Table(entries), at: Some(at) }
}

fn toml_value(value: &Spanned<DeValue>) -> Located {
    let at = value.span().start;
    let own = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Array(items) => Value::List(items.iter().map(toml_value).collect()),
        DeValue::Table(table) => return toml_table(table, at),
        DeValue::Integer(_) | DeValue::Float(_) => Value::Other("a number"),
        DeValue::Datetime(_) => Value::Other("a date"),
    };
    Located { value: own, at: Some(at) }
}
