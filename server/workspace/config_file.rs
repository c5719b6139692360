//! Owns the search for the configuration that applies to a file.

use std::path::{Component, Path, PathBuf};

/// A configuration on disk.
#[derive(Clone, Debug)]
pub struct ConfigFile {
    /// Where it is.
    pub path: PathBuf,
    /// What it says.
    pub text: String,
}

impl ConfigFile {
    /// The nearest `stagewright.toml` in the folder of a file or in one above it, up to `root` if there is one.
    pub fn nearest(file: &Path, root: Option<&Path>) -> Option<Self> {
        let folders = file.ancestors().skip(1).take_while(|folder| root.is_none_or(|root| folder.starts_with(root)));
        folders.map(|folder| folder.join("stagewright.toml")).find_map(|path| {
            let text = std::fs::read_to_string(&path).ok()?;
            Some(Self { path, text })
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
