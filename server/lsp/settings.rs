//! Owns the configuration of documents: from the editor, and from `stagewright.toml`.
//!
//! **Precedence:** the nearest `stagewright.toml`, searched from the document's folder up to the workspace folder, replaces the editor's settings as a
//! whole, so that an editor and `stagewright check` in CI say the same about a file. Without one the editor's settings count, and they are
//! replaced as a whole by newer ones. A configuration that is invalid is reported once and leaves the last good one in force.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde_json::{Map, Value};
use tower_lsp::lsp_types::Url;

use super::documents::Surroundings;
use super::lock;
use crate::analysis::{Config, Settings};
use crate::workspace::{ConfigFile, FolderWorkspace, NoWorkspace, Workspace, slashed};

/// The configuration of all documents.
#[derive(Default)]
pub struct ConfigStore {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    roots: Vec<PathBuf>,
    editor: Settings,
    /// The last good content of each configuration file.
    files: HashMap<PathBuf, Settings>,
    /// Complaints that wait to be shown.
    complaints: Vec<String>,
    /// Complaints that were shown, by where they come from.
    shown: HashSet<(PathBuf, String)>,
}

impl ConfigStore {
    /// Sets the workspace folders.
    pub fn set_roots(&self, roots: Vec<PathBuf>) {
        lock(&self.state).roots = roots;
    }

    /// Adds and removes workspace folders.
    pub fn change_roots(&self, added: Vec<PathBuf>, removed: &[PathBuf]) {
        let roots = &mut lock(&self.state).roots;
        roots.retain(|root| !removed.contains(root));
        roots.extend(added);
    }

    /// Takes settings of the editor. False if they say nothing about this server, and so change nothing.
    pub fn set_editor(&self, value: &Value) -> bool {
        let Some(settings) = own_settings(value) else { return false };
        let state = &mut *lock(&self.state);
        match Settings::from_json(&settings) {
            Ok(settings) => {
                state.editor = settings;
                state.shown.retain(|(path, _)| path != Path::new(""));
            }
            Err(error) => state.complain(Path::new(""), format!("The editor's settings for stagewright are invalid: {error}")),
        }
        true
    }

    /// Reads what applies to a document from the disk.
    pub fn surroundings(&self, uri: &Url) -> Surroundings {
        let path = if uri.scheme() == "file" { uri.to_file_path().ok() } else { None };
        let workspace: Arc<dyn Workspace> = match &path {
            Some(path) => Arc::new(FolderWorkspace::beside(path)),
            None => Arc::new(NoWorkspace),
        };
        let state = &mut *lock(&self.state);
        Surroundings { config: Arc::new(state.config(path.as_deref())), workspace }
    }

    /// Takes what has to be told to the user.
    pub fn take_complaints(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.state).complaints)
    }
}

impl State {
    fn config(&mut self, document: Option<&Path>) -> Config {
        let Some(document) = document else { return self.editor.config(None) };
        // A document outside of all workspace folders is looked after as on the command line: any folder above counts.
        let root = self.roots.iter().filter(|root| document.starts_with(root)).min_by_key(|root| root.as_os_str().len()).cloned();
        if let Some(file) = ConfigFile::nearest(document, root.as_deref())
            && let Some(settings) = self.read(&file)
        {
            return settings.config(file.relative(document).as_deref());
        }
        let path = document.strip_prefix(root.as_deref().or(document.parent()).unwrap_or(document)).ok();
        self.editor.config(path.map(slashed).as_deref())
    }

    /// What a file says, or said when it was last sound.
    fn read(&mut self, file: &ConfigFile) -> Option<&Settings> {
        match Settings::from_file(file) {
            Ok(settings) => {
                self.shown.retain(|(path, _)| *path != file.path);
                self.files.insert(file.path.clone(), settings);
            }
            Err(error) => self.complain(&file.path, format!("{} is invalid: {error}", file.path.display())),
        }
        self.files.get(&file.path)
    }

    fn complain(&mut self, source: &Path, complaint: String) {
        if self.shown.insert((source.to_owned(), complaint.clone())) {
            self.complaints.push(complaint);
        }
    }
}

/// The settings in `{ "stagewright": { .. } }` or in a flat object, with our own keys only; none if there are none of ours.
fn own_settings(value: &Value) -> Option<Value> {
    let (object, named) = match value.get("stagewright") {
        Some(own) => (own.as_object(), true),
        None => (value.as_object(), false),
    };
    let mut settings = Map::new();
    for (name, value) in object.into_iter().flatten().filter(|(_, value)| !value.is_null()) {
        // Names of editors' settings have no hyphens. Editors mix in keys of their own, such as `trace` or `server`, which are none of ours.
        let name = hyphenated(name);
        if Settings::keys().any(|key| key == name) {
            settings.insert(name, value.clone());
        }
    }
    (named || !settings.is_empty()).then_some(Value::Object(settings))
}

/// `noImageFacts` as `no-image-facts`.
fn hyphenated(name: &str) -> String {
    name.chars().flat_map(|c| c.is_ascii_uppercase().then_some('-').into_iter().chain([c.to_ascii_lowercase()])).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_keys_of_ours_are_read_and_noise_changes_nothing() {
        let wanted = json!({ "ignore": ["json-args"], "no-image-facts": true });
        let noise = json!({ "trace": { "server": "off" }, "server": 1, "ignore": ["json-args"], "noImageFacts": true, "select": null });
        assert_eq!(own_settings(&noise), Some(wanted.clone()));
        assert_eq!(own_settings(&json!({ "stagewright": noise, "other": {} })), Some(wanted));
        assert_eq!(own_settings(&json!({ "stagewright": null })), Some(json!({})));
        for nothing in [json!(null), json!({}), json!({ "trace": "off" }), json!([]), json!("x")] {
            assert_eq!(own_settings(&nothing), None, "{nothing}");
        }
    }

    #[test]
    fn the_nearest_file_counts_for_a_document_and_hadolints_where_there_is_none_of_ours() {
        let folder = std::env::temp_dir().join(format!("stagewright-settings-{}", std::process::id()));
        for name in ["ours/deep", "theirs"] {
            std::fs::create_dir_all(folder.join(name)).expect("writable");
        }
        let ours = "ignore = [\"maintainer\"]\n[[overrides]]\npaths = [\"deep/*\"]\ntarget = \"x\"\n";
        std::fs::write(folder.join("ours/stagewright.toml"), ours).expect("writable");
        std::fs::write(folder.join("theirs/.hadolint.yaml"), "strict-labels: true\n").expect("writable");
        let store = ConfigStore::default();
        store.set_roots(vec![folder.clone()]);
        store.set_editor(&json!({ "overrides": [{ "paths": ["*.dev"], "builder": "kaniko" }] }));
        let config = |name: &str| store.surroundings(&Url::from_file_path(folder.join(name)).expect("absolute")).config;
        assert_eq!((config("ours/Dockerfile").ignore.len(), config("ours/Dockerfile").options.target.as_deref()), (1, None));
        assert_eq!(config("ours/deep/Dockerfile").options.target.as_deref(), Some("x"));
        assert!(config("theirs/Dockerfile").options.strict_labels);
        assert_eq!(config("other/Dockerfile.dev").options.builder, crate::rules::options::Builder::Kaniko);
        assert_eq!(store.take_complaints(), [""; 0]);
        _ = std::fs::remove_dir_all(folder);
    }

    #[test]
    fn an_invalid_setting_is_reported_once_and_keeps_the_last_good_one() {
        let store = ConfigStore::default();
        store.set_editor(&json!({ "ignore": ["json-args"] }));
        let good = lock(&store.state).editor.config(None);
        for _ in 0..2 {
            store.set_editor(&json!({ "ignore": ["json-arks"] }));
        }
        let complaints = store.take_complaints();
        assert_eq!(complaints.len(), 1);
        assert!(complaints[0].contains("json-args"), "{complaints:?}");
        assert_eq!(lock(&store.state).editor.config(None), good);
    }
}
