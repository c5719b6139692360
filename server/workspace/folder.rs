//! Owns the facts of a folder on disk, read when they are first asked for.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::{Dockerignore, Workspace};

/// Folders below this depth are not listed: manifests and lock files stand near the top.
const DEEPEST: usize = 3;

/// A folder with more entries than this counts as one of which nothing is known.
const MOST_ENTRIES: usize = 2_000;

/// Larger files are nobody's manifest.
const LARGEST: u64 = 512 * 1024;

/// Folders that hold other people's files, or none that a build would copy on purpose.
const UNLISTED: [&str; 5] = [".git", "node_modules", "target", ".venv", "vendor"];

/// Folders of which facts are known, so that the files of one folder share them. Meant for one run over many files; an editor asks anew.
#[derive(Debug, Default)]
pub struct Folders(Mutex<HashMap<PathBuf, Arc<FolderFacts>>>);

impl Folders {
    /// The facts beside a Dockerfile, with those of its folder shared.
    pub fn beside(&self, dockerfile: &Path) -> FolderWorkspace {
        let folder = folder_of(dockerfile);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let facts = known.entry(folder.clone()).or_insert_with(|| Arc::new(FolderFacts { folder, ..FolderFacts::default() }));
        FolderWorkspace { dockerignore: dockerignore(dockerfile), facts: Arc::clone(facts) }
    }
}

/// The folder of a Dockerfile on disk, taken as the build context. Nothing outside of it is read.
#[derive(Debug, Default)]
pub struct FolderWorkspace {
    dockerignore: Option<Dockerignore>,
    facts: Arc<FolderFacts>,
}

/// What a folder holds, as far as somebody has asked.
#[derive(Debug, Default)]
struct FolderFacts {
    folder: PathBuf,
    paths: OnceLock<Option<Vec<Box<str>>>>,
    texts: Mutex<HashMap<Box<str>, Option<Arc<str>>>>,
}

fn folder_of(dockerfile: &Path) -> PathBuf {
    match dockerfile.parent() {
        Some(parent) if parent.as_os_str().is_empty() => PathBuf::from("."),
        Some(parent) => parent.to_owned(),
        None => PathBuf::new(),
    }
}

/// The ignore file beside a Dockerfile. One that is not there, or not readable, is a fact that is not known.
fn dockerignore(dockerfile: &Path) -> Option<Dockerignore> {
    // BuildKit prefers <Dockerfile name>.dockerignore beside the Dockerfile to the one of the context.
    let mut own = dockerfile.as_os_str().to_owned();
    own.push(".dockerignore");
    let shared = dockerfile.with_file_name(".dockerignore");
    let text = std::fs::read_to_string(own).or_else(|_| std::fs::read_to_string(shared)).ok()?;
    Some(Dockerignore::parse(&text))
}

impl FolderWorkspace {
    /// The facts beside a Dockerfile.
    pub fn beside(dockerfile: &Path) -> Self {
        Folders::default().beside(dockerfile)
    }
}

impl FolderFacts {
    fn list(&self) -> Option<Vec<Box<str>>> {
        let mut found = Vec::new();
        let mut open = vec![(self.folder.clone(), String::new(), 0)];
        let mut seen = 0;
        while let Some((folder, prefix, depth)) = open.pop() {
            for entry in std::fs::read_dir(folder).ok()?.flatten() {
                seen += 1;
                if seen > MOST_ENTRIES {
                    return None;
                }
                // A link may lead out of the folder, so it is not followed.
                let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else { continue };
                let path = format!("{prefix}{name}");
                if kind.is_file() {
                    found.push(path.into());
                } else if kind.is_dir() && UNLISTED.contains(&name.as_str()) {
                    found.push(format!("{path}/").into());
                } else if kind.is_dir() && depth < DEEPEST {
                    open.push((entry.path(), format!("{path}/"), depth + 1));
                }
            }
        }
        found.sort();
        Some(found)
    }

    fn read(&self, path: &str) -> Option<Arc<str>> {
        let relative = Path::new(path);
        if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
            return None;
        }
        let whole = self.folder.join(relative).canonicalize().ok()?;
        let size = whole.metadata().ok().filter(std::fs::Metadata::is_file)?.len();
        if size > LARGEST || !whole.starts_with(self.folder.canonicalize().ok()?) {
            return None;
        }
        std::fs::read_to_string(whole).ok().map(Arc::from)
    }
}

impl Workspace for FolderWorkspace {
    fn dockerignore(&self) -> Option<&Dockerignore> {
        self.dockerignore.as_ref()
    }

    /// A folder that is left out stands in the list with a `/` at its end.
    fn paths(&self) -> Option<&[Box<str>]> {
        self.facts.paths.get_or_init(|| self.facts.list()).as_deref()
    }

    fn text(&self, path: &str) -> Option<Arc<str>> {
        let known = || self.facts.texts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = known().get(path) {
            return text.clone();
        }
        let text = self.facts.read(path);
        known().insert(path.into(), text.clone());
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_folder_is_read() {
        let folder = std::env::temp_dir().join(format!("stagewright-folder-{:?}", std::thread::current().id()));
        std::fs::create_dir_all(folder.join("context/src")).expect("writable");
        for (path, text) in [("secret", "no"), ("context/package.json", "{}"), ("context/src/a.js", "")] {
            std::fs::write(folder.join(path), text).expect("writable");
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink("../secret", folder.join("context/link")).expect("writable");
        let facts = FolderWorkspace::beside(&folder.join("context/Dockerfile"));
        assert_eq!(facts.paths().expect("listed").join(" "), "package.json src/a.js");
        assert_eq!(facts.text("package.json").as_deref(), Some("{}"));
        for outside in ["../secret", "link", "/etc/hostname", "src"] {
            assert_eq!(facts.text(outside), None, "{outside}");
        }
        std::fs::remove_dir_all(folder).expect("removable");
    }
}
