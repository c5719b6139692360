//! Owns the search for the configuration that applies to a file.

use std::path::{Component, Path, PathBuf};

/// A configuration on disk.
#[derive(Clone, Debug)]
pub struct ConfigFile {
    /// Where it is.
    pub path: PathBuf,
    /// What it says.
    pub text: String,
    /// Whose it is.
    pub kind: ConfigKind,
}

/// Whose configuration a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfigKind {
    /// Ours.
    Stagewright,
    /// That of hadolint, for projects that have none of ours.
    Hadolint,
}

/// Names of configurations. One of ours further up counts more than one of another tool near by.
const NAMES: [(&str, ConfigKind); 3] =
    [("stagewright.toml", ConfigKind::Stagewright), (".hadolint.yaml", ConfigKind::Hadolint), (".hadolint.yml", ConfigKind::Hadolint)];

impl ConfigFile {
    /// The nearest `stagewright.toml` in the folder of a file or in one above it, up to `root` if there is one; else the nearest of hadolint.
    pub fn nearest(file: &Path, root: Option<&Path>) -> Option<Self> {
        let folders = || file.ancestors().skip(1).take_while(|folder| root.is_none_or(|root| folder.starts_with(root)));
        [ConfigKind::Stagewright, ConfigKind::Hadolint].into_iter().find_map(|kind| {
            folders().find_map(|folder| {
                NAMES.iter().filter(|(_, of)| *of == kind).find_map(|(name, kind)| {
                    let path = folder.join(name);
                    let text = std::fs::read_to_string(&path).ok()?;
                    Some(Self { path, text, kind: *kind })
                })
            })
        })
    }

    /// The path of a file below the folder of the configuration, with `/` between the parts.
    pub fn relative(&self, file: &Path) -> Option<String> {
        file.strip_prefix(self.path.parent()?).ok().map(slashed)
    }
}

/// A relative path with `/` between the parts.
pub fn slashed(path: &Path) -> String {
    let parts = path.components().filter(|part| *part != Component::CurDir);
    parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
