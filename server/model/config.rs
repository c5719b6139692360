//! Owns the image configuration of a stage: what `docker image inspect` would show.

use std::collections::HashMap;

use super::variable::Value;

/// The effective configuration at some point of a stage. What is `None` was set neither by the file nor by a known base image.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// Environment of the image, in the order of first appearance. ARG values are not in it.
    pub env: Entries,
    /// Absolute working directory.
    pub workdir: Option<Value>,
    /// True once a WORKDIR was seen in this stage or in a stage that it is built on.
    pub workdir_set: bool,
    /// User, as written.
    pub user: Option<Value>,
    /// The SHELL setting.
    pub shell: Option<Vec<Box<str>>>,
    /// What ENTRYPOINT says.
    pub entrypoint: Option<Command>,
    /// What CMD says.
    pub cmd: Option<Command>,
    /// `port/protocol` words.
    pub exposed: Vec<Box<str>>,
    /// Volume paths.
    pub volumes: Vec<Box<str>>,
    /// Labels, the last value of each key.
    pub labels: Entries,
    /// Index of the HEALTHCHECK instruction in force.
    pub healthcheck: Option<usize>,
    /// Signal that ends the container.
    pub stop_signal: Option<Value>,
}

/// Keys with their values, in the order of their first appearance.
#[derive(Clone, Default, PartialEq)]
pub struct Entries {
    list: Vec<(Box<str>, Value)>,
    /// Places in the list by key; filled only when there are more than a few.
    places: HashMap<Box<str>, usize>,
}

impl std::fmt::Debug for Entries {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The places follow from the list, and their order is not fixed.
        f.debug_map().entries(self.iter()).finish()
    }
}

impl Entries {
    /// A handful of entries is found faster by looking at each than by hashing.
    const FEW: usize = 16;

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.place(key).map(|place| &self.list[place].1)
    }

    fn place(&self, key: &str) -> Option<usize> {
        if self.list.len() <= Self::FEW {
            return self.list.iter().position(|(known, _)| **known == *key);
        }
        self.places.get(key).copied()
    }

    /// All entries.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.list.iter().map(|(key, value)| (&**key, value))
    }

    fn set(&mut self, key: &str, value: Value) {
        if let Some(place) = self.place(key) {
            self.list[place].1 = value;
            return;
        }
        self.list.push((key.into(), value));
        if self.list.len() > Self::FEW {
            let indexed = self.places.len();
            self.places.extend(self.list[indexed..].iter().zip(indexed..).map(|((key, _), place)| (key.clone(), place)));
        }
    }
}

/// A command in the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// The words of the JSON form, or of the base image.
    Exec(Vec<Box<str>>),
    /// Text for the shell.
    Shell(Box<str>),
}

impl Config {
    /// Sets a variable of the image's environment.
    pub fn set_env(&mut self, name: &str, value: Value) {
        self.env.set(name, value);
    }

    /// Sets a label.
    pub fn set_label(&mut self, key: &str, value: Value) {
        self.labels.set(key, value);
    }

    /// Changes the working directory; a relative path starts from the present one.
    pub fn change_workdir(&mut self, path: &Value) {
        self.workdir_set = true;
        self.workdir = Some(match (path, &self.workdir) {
            (Value::Known(path), _) if is_absolute(path) => Value::Known(path.clone()),
            (Value::Known(path), None) => Value::Known(join("/", path)),
            (Value::Known(path), Some(Value::Known(base))) => Value::Known(join(base, path)),
            _ => Value::Opaque,
        });
    }
}

/// Absolute on Linux, or a path with a drive as Windows images use.
pub fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || is_windows_absolute(path)
}

/// `C:\x`, `C:/x` or `\x`.
pub fn is_windows_absolute(path: &str) -> bool {
    let bytes = path.as_bytes();
    path.starts_with('\\') || (bytes.len() >= 3 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':' && matches!(bytes[2], b'\\' | b'/'))
}

/// The absolute path that `path` means in the folder `base`, with `.` and `..` taken out.
pub fn join(base: &str, path: &str) -> Box<str> {
    let base = if path.starts_with('/') { "" } else { base };
    let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    format!("/{}", parts.join("/")).into()
}
