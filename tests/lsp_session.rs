//! Scripted sessions: what an editor sees, in each position encoding, and for the clients whose capabilities were recorded.

mod lsp;

use std::path::{Path, PathBuf};

use lsp::{Client, numbers, put, range, ranges};
use serde_json::{Value, json};

const URI: &str = "file:///nowhere/Dockerfile";

/// A line that holds characters of one, two, three and four bytes before what the diagnostics and fixes are about.
const TEXT: &str = "FROM scratch\nLABEL a=\"é🐳漢\" b=\"🐳 $nope\"\nLABEL x é漢🐳\n";

fn capabilities(encoding: &str) -> Value {
    json!({
        "general": { "positionEncodings": [encoding] },
        "textDocument": { "hover": { "contentFormat": ["markdown"] }, "codeAction": { "codeActionLiteralSupport": {} } },
    })
}

fn recorded(client: &str) -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lsp/clients").join(client).with_extension("json");
    serde_json::from_str(&std::fs::read_to_string(file).expect("a recorded client")).expect("JSON")
}

/// An empty folder of its own for a test, gone after it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    fn uri(&self, name: &str) -> String {
        format!("file://{}", self.0.join(name).display())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Columns of `text` before `needle` in its line, as the encoding counts.
fn column(text: &str, needle: &str, encoding: &str) -> u32 {
    let at = text.find(needle).expect("the needle");
    let before = &text[text[..at].rfind(['\n', '\r']).map_or(0, |at| at + 1)..at];
    let count = match encoding {
        "utf-8" => before.len(),
        "utf-16" => before.encode_utf16().count(),
        _ => before.chars().count(),
    };
    u32::try_from(count).expect("a short line")
}

fn columns(text: &str, needle: &str, line: u64, encoding: &str) -> [u64; 4] {
    let start = u64::from(column(text, needle, encoding));
    let length = match encoding {
        "utf-8" => needle.len(),
        "utf-16" => needle.encode_utf16().count(),
        _ => needle.chars().count(),
    };
    [line, start, line, start + length as u64]
}

#[test]
fn the_encoding_is_the_best_that_the_client_offers() {
    for (offered, wanted) in [
        (json!(["utf-16"]), "utf-16"),
        (json!(["utf-8", "utf-32", "utf-16"]), "utf-8"),
        (json!(["utf-16", "utf-8"]), "utf-8"),
        (json!(["utf-32", "utf-16"]), "utf-16"),
        (json!(["utf-32"]), "utf-32"),
        (json!(null), "utf-16"),
        (json!(["utf-7"]), "utf-16"),
    ] {
        let mut client = Client::start();
        let result = client.initialize(json!({ "capabilities": { "general": { "positionEncodings": offered } } }));
        assert_eq!(result["capabilities"]["positionEncoding"], wanted, "{offered}");
    }
}

#[test]
fn ranges_count_in_the_encoding_of_the_client() {
    for encoding in ["utf-8", "utf-16", "utf-32"] {
        let mut client = Client::with(capabilities(encoding));
        client.open(URI, TEXT);
        let nope = columns(TEXT, "nope", 1, encoding);
        assert_eq!(ranges(&client.published(URI, 1), "undefined-var"), [nope], "{encoding}");
        let at = |column: u64| u32::try_from(column).expect("a short line");
        let hover = client.hover(URI, 1, at(nope[1]) + 1);
        assert_eq!(numbers(&hover["range"]), nope, "{encoding}");
        // The fix of a legacy pair writes from behind the name to the end of the value.
        let actions = client.actions(URI, range([2, 8, 2, 8]), json!({ "diagnostics": [] }));
        let fix = actions.iter().find(|action| action["title"] == "Write it as key=value").expect("a fix");
        let edit = &fix["edit"]["changes"][URI][0];
        assert_eq!(numbers(&edit["range"]), columns(TEXT, " é漢🐳", 2, encoding), "{encoding}");
    }
}

#[test]
fn edits_count_in_the_encoding_of_the_client() {
    for encoding in ["utf-8", "utf-16", "utf-32"] {
        let mut client = Client::with(capabilities(encoding));
        client.open(URI, TEXT);
        // Behind the whale, and inside of it: inside means before.
        let whale = column(TEXT, "🐳 $", encoding);
        let dollar = column(TEXT, " $nope", encoding);
        client.change(URI, 2, json!([put([1, dollar, 1, dollar], "漢"), put([1, whale, 1, dollar], "🦀🦀")]));
        let now = TEXT.replace("🐳 $nope", "🦀🦀漢 $nope");
        assert_eq!(ranges(&client.published(URI, 2), "undefined-var"), [columns(&now, "nope", 1, encoding)], "{encoding}");
        if encoding != "utf-32" {
            client.change(URI, 3, json!([put([1, whale + 1, 1, whale + 1], "--")]));
            let now = now.replace("🦀🦀", "--🦀🦀");
            assert_eq!(ranges(&client.published(URI, 3), "undefined-var"), [columns(&now, "nope", 1, encoding)], "{encoding}");
        }
    }
}

#[test]
fn lines_end_at_any_line_end_that_editors_know() {
    for encoding in ["utf-8", "utf-16", "utf-32"] {
        for end in ["\n", "\r\n"] {
            let mut client = Client::with(capabilities(encoding));
            client.open(URI, &format!("FROM scratch{end}# 漢{end}FOO 🐳{end}ARG x{end}LABEL a=$nope"));
            let diagnostics = client.published(URI, 1);
            assert_eq!(ranges(&diagnostics, "unknown-instruction"), [[2, 0, 2, 3]]);
            assert_eq!(ranges(&diagnostics, "undefined-var"), [[4, 9, 4, 13]]);
            // A column past the end of a line is its end, so the line end stays.
            client.change(URI, 2, json!([put([2, 0, 2, 999], "BAR 🐳"), put([4, 0, 99, 0], "BAZ x")]));
            assert_eq!(ranges(&client.published(URI, 2), "unknown-instruction"), [[2, 0, 2, 3], [4, 0, 4, 3]], "{encoding} {end:?}");
        }
        // Docker takes a lone return for a part of the line, an editor for its end.
        let mut client = Client::with(capabilities(encoding));
        client.open(URI, "FROM scratch\nLABEL a=\"漢\r🐳\" b=$nope\n");
        assert_eq!(ranges(&client.published(URI, 1), "undefined-var"), [columns("\r🐳\" b=$nope", "nope", 2, encoding)], "{encoding}");
        client.change(URI, 2, json!([put([2, 0, 2, 0], "\r"), put([3, 0, 3, 0], "é")]));
        assert_eq!(ranges(&client.published(URI, 2), "undefined-var"), [columns("\ré🐳\" b=$nope", "nope", 3, encoding)], "{encoding}");
    }
}

#[test]
fn a_change_may_mix_edits_and_full_texts() {
    let mut client = Client::with(capabilities("utf-16"));
    client.open(URI, "FROM scratch\n");
    client.change(URI, 2, json!([put([1, 0, 1, 0], "FOO\n"), { "text": "FROM scratch\n\nARG q\nBAR x\n" }, put([1, 0, 1, 0], "BAZ y")]));
    assert_eq!(ranges(&client.published(URI, 2), "unknown-instruction"), [[1, 0, 1, 3], [3, 0, 3, 3]]);
    client.change(URI, 3, json!([{ "text": "" }]));
    client.change(URI, 4, json!([put([0, 0, 0, 0], "FROM scratch\nQUX z")]));
    assert_eq!(ranges(&client.published(URI, 4), "unknown-instruction"), [[1, 0, 1, 3]]);
}

#[test]
fn a_burst_of_edits_is_answered_with_the_newest_text() {
    let mut client = Client::with(capabilities("utf-16"));
    let mut text = "FROM scratch\n".to_owned();
    for line in 0..2000 {
        text += &format!("RUN echo {line} && true || false\n");
    }
    client.open(URI, &text);
    for version in 2..202 {
        let column = u32::try_from(version - 2).expect("a small number");
        client.change(URI, version, json!([put([0, column, 0, column], "X")]));
    }
    // The range of the unknown instruction tells how long it has become.
    let hover = client.hover(URI, 0, 1);
    assert_eq!(numbers(&hover["range"]), [0, 0, 0, 204]);
    assert_eq!(ranges(&client.published(URI, 201), "unknown-instruction"), [[0, 0, 0, 204]]);
}

#[test]
fn a_document_that_lost_sync_recovers_with_a_full_text() {
    let mut client = Client::with(capabilities("utf-16"));
    client.open(URI, "FROM scratch\nFOO x\n");
    client.published(URI, 1);
    for (version, impossible) in [(2, [40, 0, 41, 0]), (3, [1, 2, 0, 0])] {
        client.change(URI, version, json!([put(impossible, "x")]));
        client.wait_for_log("impossible");
        assert_eq!(client.hover(URI, 1, 1), Value::Null);
    }
    client.change(URI, 4, json!([put([0, 0, 0, 0], "BAR\n")]));
    assert_eq!(client.hover(URI, 1, 1), Value::Null);
    client.change(URI, 5, json!([{ "text": "FROM scratch\n\nFOO x\n" }]));
    assert_eq!(ranges(&client.published(URI, 5), "unknown-instruction"), [[2, 0, 2, 3]]);
    assert!(client.hover(URI, 2, 1).is_object());
}

#[test]
fn a_client_that_asks_for_diagnostics_is_not_pushed_any() {
    for name in ["vscode", "neovim", "helix"] {
        let mut client = Client::start();
        let result = client.initialize(json!({ "capabilities": recorded(name) }));
        assert!(result["capabilities"]["diagnosticProvider"].is_object(), "{name}");
        client.open(URI, "FROM scratch\nFOO x\n");
        let first = client.pulled(URI);
        assert_eq!(first["kind"], "full");
        assert_eq!(ranges(first["items"].as_array().expect("a list"), "unknown-instruction"), [[1, 0, 1, 3]]);
        let again = |client: &mut Client, id: &Value| {
            client.call("textDocument/diagnostic", json!({ "textDocument": { "uri": URI }, "previousResultId": id }))
        };
        let second = again(&mut client, &first["resultId"]);
        assert_eq!((&second["kind"], &second["resultId"], second.get("items")), (&json!("unchanged"), &first["resultId"], None), "{name}");
        client.change(URI, 2, json!([put([1, 0, 1, 0], "\n")]));
        let third = again(&mut client, &first["resultId"]);
        assert_eq!(ranges(third["items"].as_array().expect("a list"), "unknown-instruction"), [[2, 0, 2, 3]]);
        let pushed = client.settle().into_iter().any(|message| message["method"] == "textDocument/publishDiagnostics");
        assert!(!pushed, "{name}");
    }
}

#[test]
fn a_client_that_does_not_ask_is_pushed_versions_and_an_end() {
    let mut client = Client::start();
    let result = client.initialize(json!({ "capabilities": {} }));
    assert!(result["capabilities"].get("diagnosticProvider").is_none());
    client.open(URI, "FROM scratch\nFOO x\n");
    assert_eq!(client.published(URI, 1).len(), 1);
    client.change(URI, 7, json!([put([1, 0, 1, 0], "#")]));
    assert_eq!(client.published(URI, 7), [] as [Value; 0]);
    client.change(URI, 8, json!([put([1, 0, 1, 1], "")]));
    client.published(URI, 8);
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": URI } }));
    let cleared = client.wait_for(|message| message["method"] == "textDocument/publishDiagnostics" && message["params"]["version"].is_null());
    assert_eq!(cleared["params"], json!({ "uri": URI, "diagnostics": [] }));
}

#[test]
fn diagnostics_carry_what_the_client_can_show() {
    let text = "FROM scratch\nCMD a\nCMD b\nMAINTAINER me\n";
    let mut client = Client::with(json!({}));
    client.open(URI, text);
    let plain = client.published(URI, 1);
    assert!(plain.iter().all(|diagnostic| diagnostic.get("relatedInformation").is_none() && diagnostic.get("tags").is_none()), "{plain:?}");
    let publish = json!({ "relatedInformation": true, "tagSupport": { "valueSet": [1, 2] } });
    let mut client = Client::with(json!({ "textDocument": { "publishDiagnostics": publish } }));
    client.open(URI, text);
    let rich = client.published(URI, 1);
    let twice = rich.iter().find(|diagnostic| diagnostic["code"] == "multiple-instructions").expect("a finding");
    assert_eq!(twice["relatedInformation"][0]["location"]["uri"], URI);
    assert_eq!((&twice["source"], &twice["severity"]), (&json!("stagewright"), &json!(2)));
    assert!(twice["codeDescription"]["href"].as_str().is_some_and(|href| href.ends_with("/multiple-instructions")));
    assert!(rich.iter().any(|diagnostic| diagnostic["tags"].is_array()), "{rich:?}");
}

#[test]
fn hovers_are_markdown_only_where_the_client_takes_it() {
    for (formats, kind) in [(json!(["markdown", "plaintext"]), "markdown"), (json!(["plaintext"]), "plaintext"), (json!(null), "plaintext")] {
        let mut client = Client::with(json!({ "textDocument": { "hover": { "contentFormat": formats } } }));
        client.open(URI, "FROM scratch\nFOO x\n");
        assert_eq!(client.hover(URI, 1, 1)["contents"]["kind"], kind);
    }
}

#[test]
fn a_definition_is_a_link_only_where_the_client_takes_it() {
    let text = "FROM scratch AS build\nFROM scratch\nCOPY --from=build /a /b\n";
    let params = json!({ "textDocument": { "uri": URI }, "position": { "line": 2, "character": 14 } });
    let mut client = Client::with(json!({ "textDocument": { "definition": { "linkSupport": true } } }));
    client.open(URI, text);
    let link = &client.call("textDocument/definition", params.clone())[0];
    assert_eq!((&link["targetUri"], numbers(&link["targetSelectionRange"])), (&json!(URI), [0, 16, 0, 21]));
    assert_eq!(numbers(&link["originSelectionRange"]), [2, 12, 2, 17]);
    let mut client = Client::with(json!({}));
    client.open(URI, text);
    let location = client.call("textDocument/definition", params);
    assert_eq!((&location["uri"], numbers(&location["range"])), (&json!(URI), [0, 16, 0, 21]));
}

#[test]
fn an_action_has_the_shape_that_each_client_takes() {
    for name in ["vscode", "neovim", "helix"] {
        let mut client = Client::with(recorded(name));
        client.open(URI, "FROM scratch\nFRM x\n");
        let items = client.pulled(URI)["items"].as_array().expect("a list").clone();
        let unknown = items.iter().find(|item| item["code"] == "unknown-instruction").expect("a finding");
        let actions = client.actions(URI, range([1, 1, 1, 1]), json!({ "diagnostics": [unknown], "triggerKind": 1 }));
        let fix = actions.iter().find(|action| action["title"] == "Change to `FROM`").expect("a fix");
        assert_eq!((&fix["kind"], &fix["isPreferred"], fix.get("command")), (&json!("quickfix"), &json!(true), None), "{name}");
        assert_eq!(fix["diagnostics"], json!([unknown]), "{name}");
        let edit = json!({ "range": range([1, 0, 1, 3]), "newText": "FROM" });
        let wanted = if name == "neovim" {
            json!({ "changes": { URI: [edit] } })
        } else {
            json!({ "documentChanges": [{ "textDocument": { "uri": URI, "version": 1 }, "edits": [edit] }] })
        };
        assert_eq!(fix["edit"], wanted, "{name}");
        // The same without any diagnostics in the request.
        let bare = client.actions(URI, range([1, 1, 1, 1]), json!({ "diagnostics": [] }));
        assert!(bare.iter().any(|action| action["title"] == fix["title"] && action.get("diagnostics").is_none()), "{name}");
        assert!(client.actions(URI, range([0, 2, 0, 2]), json!({ "diagnostics": [unknown] })).is_empty(), "{name}");
    }
}

#[test]
fn only_the_wanted_kinds_of_actions_are_offered() {
    let mut client = Client::with(recorded("vscode"));
    client.open(URI, "from scratch AS Build\nFOO x\nFROM Scratch as b\n");
    let kinds = |client: &mut Client, only: Value| {
        let mut kinds: Vec<String> = client
            .actions(URI, range([0, 0, 2, 17]), json!({ "diagnostics": [], "only": only }))
            .iter()
            .map(|action| action["kind"].as_str().expect("a kind").to_owned())
            .collect();
        kinds.dedup();
        kinds
    };
    let fix_all = "source.fixAll.stagewright";
    assert_eq!(kinds(&mut client, json!(["quickfix"])), ["quickfix"]);
    for only in ["source", "source.fixAll", fix_all] {
        assert_eq!(kinds(&mut client, json!([only])), [fix_all], "{only}");
    }
    assert_eq!(kinds(&mut client, json!([""])), ["quickfix", fix_all]);
    assert_eq!(kinds(&mut client, json!(null)), ["quickfix", fix_all]);
    for only in ["refactor", "source.organizeImports", "source.fix", "source.fixAll.eslint", "quickfix.other"] {
        assert_eq!(kinds(&mut client, json!([only])), [] as [&str; 0], "{only}");
    }
}

#[test]
fn a_client_without_action_literals_is_offered_none() {
    let mut client = Client::start();
    let result = client.initialize(json!({ "capabilities": { "textDocument": { "codeAction": {} } } }));
    assert!(result["capabilities"].get("codeActionProvider").is_none());
    client.open(URI, "FROM scratch\nFOO x\n");
    assert!(client.actions(URI, range([1, 1, 1, 1]), json!({ "diagnostics": [] })).is_empty());
}

#[test]
fn only_what_the_client_announced_is_registered() {
    for (name, wanted) in [
        ("vscode", &["workspace/didChangeConfiguration", "workspace/didChangeWatchedFiles"][..]),
        ("helix", &["workspace/didChangeWatchedFiles"]),
        ("neovim", &[]),
    ] {
        let mut client = Client::with(recorded(name));
        let methods: Vec<Value> = if wanted.is_empty() {
            client.settle().iter().filter(|message| message["method"] == "client/registerCapability").cloned().collect()
        } else {
            let request = client.wait_for_method("client/registerCapability");
            client.send(&json!({ "jsonrpc": "2.0", "id": request["id"], "result": null }));
            request["params"]["registrations"].as_array().expect("a list").iter().map(|registration| registration["method"].clone()).collect()
        };
        assert_eq!(methods, wanted, "{name}");
    }
}

#[test]
fn settings_of_the_editor_take_effect_at_once() {
    let mut client = Client::start();
    client.initialize(json!({ "capabilities": {}, "initializationOptions": { "ignore": ["unknown-instruction"], "trace": "off" } }));
    client.open(URI, "FROM scratch\nFOO x\n");
    assert_eq!(client.published(URI, 1), [] as [Value; 0]);
    for (settings, severity) in [
        (json!({ "stagewright": { "rules": { "unknown-instruction": "hint" }, "server": 3 } }), 4),
        (json!({ "rules": { "unknown-instruction": "info" } }), 3),
        (json!({ "stagewright": {} }), 1),
    ] {
        client.notify("workspace/didChangeConfiguration", json!({ "settings": settings }));
        assert_eq!(client.published(URI, 1)[0]["severity"], severity, "{settings}");
    }
}

#[test]
fn an_invalid_setting_warns_once_and_keeps_the_last_good_one() {
    let mut client = Client::with(json!({}));
    client.notify("workspace/didChangeConfiguration", json!({ "settings": { "stagewright": { "ignore": ["unknown-instruction"] } } }));
    for _ in 0..2 {
        client.notify("workspace/didChangeConfiguration", json!({ "settings": { "stagewright": { "ignore": ["unknown-instructio"] } } }));
    }
    let warning = client.wait_for_method("window/showMessage");
    assert_eq!(warning["params"]["type"], 2);
    assert!(warning["params"]["message"].as_str().is_some_and(|text| text.contains("`unknown-instruction`")), "{warning}");
    client.open(URI, "FROM scratch\nFOO x\n");
    assert_eq!(client.published(URI, 1), [] as [Value; 0]);
    assert!(client.settle().iter().all(|message| message["method"] != "window/showMessage"));
}

#[test]
fn settings_that_the_client_only_hints_at_are_asked_for() {
    let mut client = Client::with(json!({ "workspace": { "configuration": true } }));
    client.open(URI, "FROM scratch\nFOO x\n");
    assert_eq!(client.published(URI, 1).len(), 1);
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    let request = client.wait_for_method("workspace/configuration");
    assert_eq!(request["params"]["items"][0]["section"], "stagewright");
    client.send(&json!({ "jsonrpc": "2.0", "id": request["id"], "result": [{ "ignore": ["unknown-instruction"] }] }));
    assert_eq!(client.published(URI, 1), [] as [Value; 0]);
}

#[test]
fn the_projects_file_counts_more_than_the_editors_settings() {
    let folder = Folder::new("project-file");
    folder.write("stagewright.toml", "[rules]\nunknown-instruction = \"hint\"\n");
    folder.write("deep/er/.keep", "");
    let uri = folder.uri("deep/er/Dockerfile");
    let mut client = Client::start();
    let folders = json!([{ "uri": folder.uri(""), "name": "project" }]);
    client.initialize(json!({ "capabilities": {}, "workspaceFolders": folders, "initializationOptions": { "ignore": ["unknown-instruction"] } }));
    client.open(&uri, "FROM scratch\nFOO x\n");
    assert_eq!(client.published(&uri, 1)[0]["severity"], 4);
    let watched = json!({ "changes": [{ "uri": folder.uri("stagewright.toml"), "type": 2 }] });
    // A nearer file replaces it, an invalid one changes nothing, and without any the editor's settings count.
    folder.write("deep/stagewright.toml", "[rules]\nunknown-instruction = \"info\"\n");
    client.notify("workspace/didChangeWatchedFiles", watched.clone());
    assert_eq!(client.published(&uri, 1)[0]["severity"], 3);
    folder.write("deep/stagewright.toml", "[rules\n");
    client.notify("workspace/didChangeWatchedFiles", watched.clone());
    assert_eq!(client.published(&uri, 1)[0]["severity"], 3);
    assert!(client.wait_for_method("window/showMessage")["params"]["message"].as_str().is_some_and(|text| text.contains("stagewright.toml")));
    for file in ["deep/stagewright.toml", "stagewright.toml"] {
        std::fs::remove_file(folder.0.join(file)).expect("a file");
    }
    client.notify("workspace/didChangeWatchedFiles", watched);
    assert_eq!(client.published(&uri, 1), [] as [Value; 0]);
}

#[test]
fn a_save_reads_the_folder_again_for_clients_that_watch_nothing() {
    let folder = Folder::new("ignore-file");
    let uri = folder.uri("Dockerfile");
    let mut client = Client::with(json!({}));
    client.open(&uri, "FROM scratch\nCOPY secret.txt /\n");
    assert_eq!(client.published(&uri, 1), [] as [Value; 0]);
    folder.write(".dockerignore", "secret.txt\n");
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
    assert_eq!(ranges(&client.published(&uri, 1), "copy-ignored-file"), [[1, 5, 1, 15]]);
}

#[test]
fn pull_clients_are_told_to_ask_again_after_new_settings() {
    for name in ["vscode", "helix"] {
        let mut client = Client::with(recorded(name));
        client.open(URI, "FROM scratch\nFOO x\n");
        let first = client.pulled(URI);
        client.notify("workspace/didChangeConfiguration", json!({ "settings": { "stagewright": { "ignore": ["unknown-instruction"] } } }));
        client.wait_for_method("workspace/diagnostic/refresh");
        let params = json!({ "textDocument": { "uri": URI }, "previousResultId": first["resultId"] });
        assert_eq!(client.call("textDocument/diagnostic", params)["items"], json!([]), "{name}");
    }
}
