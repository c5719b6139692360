//! What needs nothing of Zed, so that it is tested on the host.

use zed_extension_api::serde_json::{json, Value};

/// The server's program.
pub const PROGRAM: &str = "stagewright";

/// The program to run: the one of the settings, else the one on `PATH`. A program that somebody named is never replaced in silence.
pub fn command(set: Option<String>, on_path: impl FnOnce() -> Option<String>) -> Result<String, String> {
    set.filter(|path| !path.trim().is_empty()).or_else(on_path).ok_or_else(|| {
        format!("{PROGRAM} was not found. Install it so that it is on PATH, or say where it is: {{ \"lsp\": {{ \"stagewright\": {{ \"binary\": {{ \"path\": \"…\" }} }} }} }}")
    })
}

/// Its arguments.
pub fn arguments(set: Option<Vec<String>>) -> Vec<String> {
    set.unwrap_or_else(|| vec!["lsp".to_owned()])
}

/// The environment of the user's shell, with what the settings add or replace.
pub fn environment(shell: Vec<(String, String)>, extra: impl IntoIterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut environment = shell;
    // Settings come from a map; sorted, the outcome is the same each time.
    let mut extra: Vec<_> = extra.into_iter().collect();
    extra.sort();
    for (name, value) in extra {
        environment.retain(|(present, _)| *present != name);
        environment.push((name, value));
    }
    environment
}

/// Settings as the server looks for them: under its own name.
pub fn section(settings: Value) -> Value {
    if settings.get(PROGRAM).is_some() {
        settings
    } else {
        json!({ PROGRAM: settings })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn settings_go_before_path() {
        let on_path = || Some("/usr/bin/stagewright".to_owned());
        assert_eq!(command(Some("/opt/stagewright".to_owned()), on_path).unwrap(), "/opt/stagewright");
        assert_eq!(command(None, on_path).unwrap(), "/usr/bin/stagewright");
        assert_eq!(command(Some(" ".to_owned()), on_path).unwrap(), "/usr/bin/stagewright");
    }

    #[test]
    fn the_message_says_what_can_be_done() {
        let message = command(None, || None).unwrap_err();
        for hint in ["PATH", "\"lsp\": { \"stagewright\": { \"binary\": { \"path\""] {
            assert!(message.contains(hint), "{message}");
        }
    }

    #[test]
    fn arguments_can_be_replaced() {
        assert_eq!(arguments(None), ["lsp"]);
        assert_eq!(arguments(Some(vec!["lsp".to_owned(), "--log".to_owned()])), ["lsp", "--log"]);
    }

    #[test]
    fn the_environment_is_the_shells_with_additions() {
        let shell = vec![pair("PATH", "/bin"), pair("A", "1")];
        assert_eq!(environment(shell, [pair("B", "3"), pair("A", "2")]), [pair("PATH", "/bin"), pair("A", "2"), pair("B", "3")]);
    }

    #[test]
    fn settings_are_put_under_the_servers_name_once() {
        let wanted = json!({ "stagewright": { "ignore": ["json-args"] } });
        assert_eq!(section(json!({ "ignore": ["json-args"] })), wanted);
        assert_eq!(section(wanted.clone()), wanted);
    }
}
