//! The real binary over pipes: how it starts and ends, and what it survives.

mod lsp;

use std::io::Write;
use std::process::{Command, Stdio};

use lsp::{Client, frame, put, range, ranges};
use serde_json::{Value, json};

const URI: &str = "file:///nowhere/Dockerfile";

fn initialized() -> Client {
    Client::with(json!({}))
}

/// Proves that the server still does its work.
fn assert_alive(client: &mut Client) {
    client.open("untitled:alive", "FROM scratch\nFOO bar\n");
    assert_eq!(ranges(&client.published("untitled:alive", 1), "unknown-instruction"), [[1, 0, 1, 3]]);
}

#[test]
fn exit_after_shutdown_ends_with_0_while_stdin_is_open() {
    let mut client = initialized();
    assert_eq!(client.call("shutdown", Value::Null), Value::Null);
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(0));
}

#[test]
fn shutdown_is_taken_without_params_and_with_any() {
    let mut client = initialized();
    client.send(&json!({ "jsonrpc": "2.0", "id": "s", "method": "shutdown" }));
    let answer = client.wait_for(|message| message["id"] == "s");
    assert_eq!(answer, json!({ "jsonrpc": "2.0", "id": "s", "result": null }));
    let mut client = initialized();
    assert_eq!(client.call("shutdown", json!({ "reason": "none" })), Value::Null);
}

#[test]
fn after_shutdown_requests_are_refused() {
    let mut client = initialized();
    client.call("shutdown", Value::Null);
    let id = client.request("textDocument/hover", json!({ "textDocument": { "uri": URI }, "position": { "line": 0, "character": 0 } }));
    assert_eq!(client.answer(id)["error"]["code"], -32600);
}

#[test]
fn exit_without_shutdown_ends_with_1() {
    let mut client = initialized();
    client.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
    assert_eq!(client.exit_code(), Some(1));
}

#[test]
fn exit_before_initialize_ends_the_server() {
    let mut client = Client::start();
    client.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
    assert_eq!(client.exit_code(), Some(1));
}

#[test]
fn the_end_of_input_ends_the_server() {
    let mut client = initialized();
    client.close_input();
    assert_eq!(client.exit_code(), Some(1));
    let mut client = initialized();
    client.call("shutdown", Value::Null);
    client.close_input();
    assert_eq!(client.exit_code(), Some(0));
}

#[test]
fn a_client_that_closes_its_ear_ends_the_server() {
    let mut server = Command::new(env!("CARGO_BIN_EXE_stagewright")).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a server");
    drop(server.stdout.take());
    let mut input = server.stdin.take().expect("a pipe");
    input.write_all(&frame(&json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "capabilities": {} } }))).expect("a reader");
    assert_eq!(server.wait().expect("an end").code(), Some(1));
}

#[test]
fn answers_that_wait_are_written_before_the_end() {
    let mut client = initialized();
    client.open(URI, "FROM scratch\nFOO bar\n");
    let hover = client.request("textDocument/hover", json!({ "textDocument": { "uri": URI }, "position": { "line": 1, "character": 1 } }));
    let shutdown = client.request("shutdown", Value::Null);
    client.notify("exit", Value::Null);
    assert!(client.answer(hover)["result"].is_object());
    client.answer(shutdown);
    assert_eq!(client.exit_code(), Some(0));
}

#[test]
fn a_malformed_frame_is_answered_and_survived() {
    for (broken, code) in [
        (&b"Content-Length: 7\r\n\r\n{\"a\": }"[..], -32700),
        (b"Content-Length: 2\r\n\r\n{}", -32600),
        (b"Content-Length: 3\r\n\r\n\"\xff\"", -32700),
        (b"Content-Type: text\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"x\"}", -32700),
        (b"Content-Length: -3\r\n\r\n", -32700),
    ] {
        let mut client = initialized();
        client.send_raw(broken);
        let answer = client.wait_for(|message| message["error"].is_object());
        assert_eq!((&answer["id"], &answer["error"]["code"]), (&Value::Null, &json!(code)), "{answer}");
        assert_alive(&mut client);
        client.wait_for_log("left out");
    }
}

#[test]
fn a_request_that_is_no_request_is_answered_under_its_id() {
    let mut client = initialized();
    client.send(&json!({ "jsonrpc": "1.0", "id": 77, "method": "textDocument/hover" }));
    assert_eq!(client.answer(77)["error"]["code"], -32600);
    assert_alive(&mut client);
}

#[test]
fn headers_come_in_any_case_and_number() {
    let mut client = initialized();
    let body = json!({ "jsonrpc": "2.0", "id": 9, "method": "x" }).to_string();
    for header in
        ["content-length", "CONTENT-LENGTH", "X-A: 1\r\nX-B: 2\r\nX-C: 3\r\nContent-Type: application/vscode-jsonrpc; charset=utf8\r\nContent-length"]
    {
        client.send_raw(format!("{header}: {}\r\n\r\n{body}", body.len()).as_bytes());
        assert_eq!(client.answer(9)["error"]["code"], -32601);
    }
}

#[test]
fn frames_in_small_pieces_and_many_at_once_are_read() {
    let mut client = initialized();
    for byte in frame(&json!({ "jsonrpc": "2.0", "id": 5, "method": "x" })) {
        client.send_raw(&[byte]);
    }
    client.answer(5);
    let many: Vec<u8> = (100..400).flat_map(|id| frame(&json!({ "jsonrpc": "2.0", "id": id, "method": "x" }))).collect();
    client.send_raw(&many);
    for id in 100..400 {
        client.answer(id);
    }
}

#[test]
fn half_a_character_in_a_document_is_survived() {
    let mut client = initialized();
    let body = r#"{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"untitled:x","languageId":"","version":1,"text":"FROM scratch\nLABEL a=\"\ud83d $nope\""}}}"#;
    client.send_raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    assert_eq!(ranges(&client.published("untitled:x", 1), "undefined-var"), [[1, 12, 1, 16]]);
}

#[test]
fn a_notification_with_bad_parameters_is_logged_and_survived() {
    let mut client = initialized();
    client.notify("textDocument/didOpen", json!({ "textDocument": 1 }));
    client.notify("textDocument/didChange", Value::Null);
    client.notify("noSuchNotification", json!([1]));
    assert_alive(&mut client);
    client.wait_for_log("textDocument/didOpen");
    client.wait_for_log("textDocument/didChange");
}

#[test]
fn a_change_that_cannot_be_read_waits_for_a_full_text() {
    let mut client = initialized();
    client.open(URI, "FROM scratch\nFOO x\n");
    client.published(URI, 1);
    client.change(URI, 2, json!([{ "range": { "start": { "line": -1 } }, "text": "x" }]));
    assert_eq!(client.hover(URI, 1, 1), Value::Null);
    client.change(URI, 3, json!([{ "text": "FROM scratch\n\nFOO x\n" }]));
    assert_eq!(ranges(&client.published(URI, 3), "unknown-instruction"), [[2, 0, 2, 3]]);
}

#[test]
fn a_request_with_bad_parameters_is_refused() {
    let mut client = initialized();
    let id = client.request("textDocument/hover", json!({ "position": "here" }));
    assert_eq!(client.answer(id)["error"]["code"], -32602);
}

#[test]
fn an_unknown_method_is_refused_and_an_optional_one_ignored() {
    let mut client = initialized();
    let id = client.request("textDocument/noSuchThing", json!({}));
    assert_eq!(client.answer(id)["error"]["code"], -32601);
    client.notify("$/noSuchThing", json!({}));
    assert_alive(&mut client);
}

#[test]
fn initialize_is_taken_once() {
    let mut client = initialized();
    let id = client.request("initialize", json!({ "capabilities": {} }));
    assert_eq!(client.answer(id)["error"]["code"], -32600);
    assert_alive(&mut client);
}

#[test]
fn a_request_before_initialize_is_refused() {
    let mut client = Client::start();
    let id = client.request("textDocument/hover", json!({ "textDocument": { "uri": URI }, "position": { "line": 0, "character": 0 } }));
    assert_eq!(client.answer(id)["error"]["code"], -32002);
    client.initialize(json!({ "capabilities": {} }));
    assert_alive(&mut client);
}

#[test]
fn a_client_with_capabilities_that_nobody_knows_is_served() {
    let mut client = Client::start();
    let capabilities =
        json!({ "workspace": { "workspaceEdit": { "failureHandling": 7, "resourceOperations": "all" } }, "textDocument": [], "general": null });
    client.initialize(json!({ "processId": "x", "workspaceFolders": 3, "rootUri": {}, "capabilities": capabilities }));
    assert_alive(&mut client);
}

#[test]
fn a_cancelled_request_gets_exactly_one_answer() {
    let mut client = initialized();
    client.open(URI, "FROM scratch\n");
    let id = client.request("textDocument/hover", json!({ "textDocument": { "uri": URI }, "position": { "line": 0, "character": 0 } }));
    client.notify("$/cancelRequest", json!({ "id": id }));
    client.notify("$/cancelRequest", json!({ "id": "no such request" }));
    client.answer(id);
    assert!(client.settle().iter().all(|message| message["id"] != id));
}

#[test]
fn edits_apply_in_the_order_of_arrival() {
    let mut client = Client::with(json!({ "textDocument": { "codeAction": { "codeActionLiteralSupport": {} } } }));
    client.open(URI, "FROM scratch\nLABEL x \n");
    // Each edit puts a character behind the one before, and every tenth takes one back. In any other order another word results.
    let (mut word, mut version) = (String::new(), 1);
    for step in 0..400u32 {
        version += 1;
        let column = 8 + u32::try_from(word.len()).expect("a short word");
        if step % 10 == 9 {
            client.change(URI, version, json!([put([1, column - 1, 1, column], "")]));
            word.pop();
        } else {
            let letter = char::from(b'A' + u8::try_from(step % 26).expect("a letter"));
            client.change(URI, version, json!([put([1, column, 1, column], &letter.to_string())]));
            word.push(letter);
        }
    }
    // The fix of `LABEL x word` writes the word anew, so it tells what the server has.
    let actions = client.actions(URI, range([1, 6, 1, 6]), json!({ "diagnostics": [] }));
    let fix = actions.iter().find(|action| action["title"] == "Write it as key=value").expect("a fix");
    assert_eq!(fix["edit"]["changes"][URI][0]["newText"], format!("={word}"));
    client.published(URI, version);
}

#[cfg(target_os = "linux")]
#[test]
fn a_client_that_reads_nothing_costs_no_memory_and_blocks_nothing() {
    let mut client = initialized();
    let mut text = "FROM scratch\n".to_owned();
    for line in 0..1000 {
        text += &format!("UNKNOWN{line} instruction\n");
    }
    client.open(URI, &text);
    client.published(URI, 1);
    let mut grown = 0;
    client.without_reading(|client| {
        let before = client.memory();
        // Up to 3,000 times some 300 kB of diagnostics. That all edits can be sent shows that the server goes on reading.
        for version in 2..=3001 {
            client.change(URI, version, json!([put([1, 0, 1, 0], if version % 2 == 0 { "X" } else { "Y" })]));
        }
        // Nothing but stderr can tell that the server has seen the last one.
        client.notify("textDocument/didChange", json!("the last one"));
        client.wait_for_log("didChange");
        grown = client.memory().saturating_sub(before);
    });
    assert!(grown < 20 << 20, "{grown} bytes more");
    let diagnostics = client.published(URI, 3001);
    assert_eq!(ranges(&diagnostics, "unknown-instruction")[0], [1, 0, 1, 3008]);
}

#[cfg(target_os = "linux")]
#[test]
fn the_server_ends_when_the_clients_process_is_gone() {
    let mut parent =
        Command::new(env!("CARGO_BIN_EXE_stagewright")).arg("lsp").stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("a process");
    let mut client = Client::start();
    client.initialize(json!({ "processId": parent.id(), "capabilities": {} }));
    assert_alive(&mut client);
    // It stays a zombie until it is waited for below, as it would under a client's own parent.
    parent.kill().expect("a running process");
    assert_eq!(client.exit_code(), Some(1));
    parent.wait().expect("a process");
}

#[test]
fn a_client_process_that_cannot_be_seen_is_not_missed() {
    let mut client = Client::start();
    client.initialize(json!({ "processId": 0x7fff_fff0, "capabilities": {} }));
    assert_alive(&mut client);
}

#[test]
fn documents_of_any_scheme_are_served() {
    let mut client = initialized();
    for uri in
        ["untitled:Untitled-1", "git:/a/Dockerfile?%7B%22ref%22%3A%22~%22%7D", "vscode-notebook-cell:/a%20b#W0", "file:///a%20b/%C3%A9.Dockerfile"]
    {
        client.open(uri, "FROM scratch\nFOO bar\n");
        assert_eq!(ranges(&client.published(uri, 1), "unknown-instruction"), [[1, 0, 1, 3]], "{uri}");
        assert!(client.hover(uri, 1, 1).is_object(), "{uri}");
    }
}

#[test]
fn documents_that_are_not_open_have_no_answers() {
    let mut client = initialized();
    assert_eq!(client.hover("file:///nowhere/else", 0, 0), Value::Null);
    client.change("file:///nowhere/else", 2, json!([put([0, 0, 0, 0], "x")]));
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": "file:///nowhere/else" } }));
    assert_alive(&mut client);
}

#[test]
fn without_a_command_the_server_starts() {
    let mut server = Command::new(env!("CARGO_BIN_EXE_stagewright")).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a server");
    let mut input = server.stdin.take().expect("a pipe");
    input.write_all(&frame(&json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "capabilities": {} } }))).expect("a reader");
    drop(input);
    let output = server.wait_with_output().expect("an end");
    assert!(String::from_utf8_lossy(&output.stdout).contains("\"serverInfo\""));
    assert_eq!(output.status.code(), Some(1));
}
