//! Faults that the real backend never has: handlers that panic, and handlers that never answer.

use std::io::{BufRead, BufReader, PipeReader, PipeWriter, Read, Write, pipe};
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};
use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{DidOpenTextDocumentParams, Hover, HoverParams, InitializeParams, InitializeResult};

use super::serve;

/// Far more than anything takes; only a server that hangs comes near it.
const PATIENCE: Duration = Duration::from_secs(60);

struct Faulty;

#[tower_lsp::async_trait]
impl LanguageServer for Faulty {
    async fn initialize(&self, _: InitializeParams) -> Result<InitializeResult> {
        Ok(InitializeResult::default())
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, _: DidOpenTextDocumentParams) {
        panic!("a notification's panic");
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        match params.text_document_position_params.position.line {
            0 => panic!("a panic at once"),
            1 => {
                tokio::task::yield_now().await;
                panic!("a panic after a wait");
            }
            2 => std::future::pending().await,
            3 => loop {
                std::thread::park();
            },
            _ => Ok(None),
        }
    }
}

struct Session {
    input: Option<PipeWriter>,
    output: BufReader<PipeReader>,
    ended: Receiver<ExitCode>,
}

impl Session {
    fn start() -> Self {
        let (server_input, input) = pipe().expect("a pipe");
        let (output, server_output) = pipe().expect("a pipe");
        let (sender, ended) = channel();
        std::thread::spawn(move || sender.send(serve(|_, _, _| Faulty, server_input, server_output).expect("a server")));
        let mut session = Self { input: Some(input), output: BufReader::new(output), ended };
        session.request(0, "initialize", json!({ "capabilities": {} }));
        assert_eq!(session.receive()["id"], 0);
        session
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        let input = self.input.as_mut().expect("an open input");
        write!(input, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("a reading server");
    }

    fn request(&mut self, id: i32, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
    }

    fn hover(&mut self, id: i32, line: u32) {
        self.request(id, "textDocument/hover", json!({ "textDocument": { "uri": "file:///d" }, "position": { "line": line, "character": 0 } }));
    }

    fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    fn receive(&mut self) -> Value {
        let (mut line, mut length) = (String::new(), 0);
        while line != "\r\n" {
            line.clear();
            assert_ne!(self.output.read_line(&mut line).expect("an output"), 0, "the server has ended");
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = value.trim().parse().expect("a length");
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).expect("a body");
        serde_json::from_slice(&body).expect("JSON")
    }

    fn exit_code(&self) -> ExitCode {
        self.ended.recv_timeout(PATIENCE).expect("the server to end")
    }
}

#[test]
fn a_panic_answers_an_internal_error_and_the_server_lives() {
    let mut session = Session::start();
    for line in [0, 1] {
        session.hover(1, line);
        let answer = session.receive();
        assert_eq!((&answer["id"], &answer["error"]["code"]), (&json!(1), &json!(-32603)), "{answer}");
        session.hover(2, 9);
        assert_eq!(session.receive(), json!({ "jsonrpc": "2.0", "id": 2, "result": null }));
        // The request that panicked is over, so its id must not be either.
        session = Session::start();
    }
}

#[test]
fn a_panic_in_a_notification_is_survived() {
    let mut session = Session::start();
    session.notify("textDocument/didOpen", json!({ "textDocument": { "uri": "file:///d", "languageId": "", "version": 1, "text": "" } }));
    session.hover(1, 9);
    assert_eq!(session.receive()["id"], 1);
}

#[test]
fn stuck_requests_neither_block_others_nor_their_own_cancelling() {
    let mut session = Session::start();
    for id in 1..=200 {
        session.hover(id, 2);
    }
    session.hover(1000, 9);
    assert_eq!(session.receive()["id"], 1000);
    session.notify("$/cancelRequest", json!({ "id": 150 }));
    let answer = session.receive();
    assert_eq!((&answer["id"], &answer["error"]["code"]), (&json!(150), &json!(-32800)));
}

#[test]
fn the_end_of_input_ends_a_server_with_a_pending_handler() {
    let mut session = Session::start();
    session.hover(1, 2);
    session.input = None;
    assert_eq!(session.exit_code(), ExitCode::FAILURE);
}

#[test]
fn exit_ends_a_server_whose_handler_never_yields() {
    let mut session = Session::start();
    session.hover(1, 3);
    session.notify("exit", Value::Null);
    assert_eq!(session.exit_code(), ExitCode::FAILURE);
}
