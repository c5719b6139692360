//! Owns the client that the protocol tests share: it runs the real binary over pipes.
#![allow(dead_code, reason = "each test program uses a part of it")]

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Far more than anything takes, even on a busy machine; only a server that hangs comes near it.
const PATIENCE: Duration = Duration::from_secs(60);

/// A client with its server.
pub struct Client {
    server: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// Messages that nobody has asked for yet.
    waiting: VecDeque<Value>,
    last_id: i64,
    log: Arc<(Mutex<String>, Condvar)>,
    hold: Arc<Mutex<()>>,
}

impl Client {
    /// Starts a server and says nothing to it yet.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts a server with variables in its environment.
    pub fn start_with(environment: &[(&str, &str)]) -> Self {
        let mut server = Command::new(env!("CARGO_BIN_EXE_stagewright"))
            .arg("lsp")
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let input = server.stdin.take();
        let mut output = BufReader::new(server.stdout.take().expect("a pipe"));
        let mut errors = BufReader::new(server.stderr.take().expect("a pipe"));
        let (sender, messages) = channel();
        let (log, hold) = (Arc::new((Mutex::new(String::new()), Condvar::new())), Arc::new(Mutex::new(())));
        let held = Arc::clone(&hold);
        std::thread::spawn(move || {
            while let Some(message) = read_message(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
                drop(held.lock());
            }
        });
        let written = Arc::clone(&log);
        std::thread::spawn(move || {
            let mut line = String::new();
            while errors.read_line(&mut line).is_ok_and(|count| count > 0) {
                written.0.lock().expect("no panic before").push_str(&line);
                written.1.notify_all();
                line.clear();
            }
        });
        Self { server, input, messages, waiting: VecDeque::new(), last_id: 0, log, hold }
    }

    /// Starts a server and initializes it with the given capabilities.
    pub fn with(capabilities: Value) -> Self {
        let mut client = Self::start();
        client.initialize(json!({ "processId": null, "rootUri": null, "capabilities": capabilities }));
        client
    }

    /// Initializes the server; the result.
    pub fn initialize(&mut self, params: Value) -> Value {
        let result = self.call("initialize", params);
        self.notify("initialized", json!({}));
        result
    }

    /// Sends bytes as they are.
    pub fn send_raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("an open input");
        input.write_all(bytes).expect("the server reads");
        input.flush().expect("the server reads");
    }

    /// Sends a message.
    pub fn send(&mut self, message: &Value) {
        self.send_raw(&frame(message));
    }

    /// Sends a notification.
    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request and returns its id.
    pub fn request(&mut self, method: &str, params: Value) -> i64 {
        self.last_id += 1;
        let id = self.last_id;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// The answer to a request, result or error.
    pub fn answer(&mut self, id: i64) -> Value {
        self.wait_for(|message| message["id"] == id && message.get("method").is_none())
    }

    /// Sends a request and waits for its result.
    pub fn call(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params);
        let answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// Waits for a message; all others stay for later.
    pub fn wait_for(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(index) = self.waiting.iter().position(&wanted) {
            return self.waiting.remove(index).expect("an index just found");
        }
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let message = self.messages.recv_timeout(left).unwrap_or_else(|error| panic!("no such message: {error}; {}", self.log()));
            if wanted(&message) {
                return message;
            }
            self.waiting.push_back(message);
        }
    }

    /// Waits for a request or notification of the server.
    pub fn wait_for_method(&mut self, method: &str) -> Value {
        self.wait_for(|message| message["method"] == method)
    }

    /// Makes sure that everything sent so far has been handled, and returns the messages that nobody has asked for.
    pub fn settle(&mut self) -> Vec<Value> {
        let id = self.request("stagewright/noSuchMethod", json!({}));
        assert_eq!(self.answer(id)["error"]["code"], -32601);
        self.waiting.iter().cloned().collect()
    }

    /// Opens a document.
    pub fn open(&mut self, uri: &str, text: &str) {
        self.notify("textDocument/didOpen", json!({ "textDocument": { "uri": uri, "languageId": "dockerfile", "version": 1, "text": text } }));
    }

    /// Changes a document.
    pub fn change(&mut self, uri: &str, version: i32, changes: Value) {
        self.notify("textDocument/didChange", json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": changes }));
    }

    /// Diagnostics that the server pushes for a version of a document.
    pub fn published(&mut self, uri: &str, version: i32) -> Vec<Value> {
        let wanted = |message: &Value| message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri;
        let message = self.wait_for(|message| wanted(message) && message["params"]["version"] == version);
        message["params"]["diagnostics"].as_array().expect("a list").clone()
    }

    /// Diagnostics that the client asks for.
    pub fn pulled(&mut self, uri: &str) -> Value {
        self.call("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } }))
    }

    /// Hovers.
    pub fn hover(&mut self, uri: &str, line: u32, character: u32) -> Value {
        self.call("textDocument/hover", json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } }))
    }

    /// Asks for code actions.
    pub fn actions(&mut self, uri: &str, range: Value, context: Value) -> Vec<Value> {
        let params = json!({ "textDocument": { "uri": uri }, "range": range, "context": context });
        self.call("textDocument/codeAction", params).as_array().expect("a list").clone()
    }

    /// What the server has written to stderr so far.
    pub fn log(&self) -> String {
        self.log.0.lock().expect("no panic before").clone()
    }

    /// Waits until the server has written that to stderr.
    pub fn wait_for_log(&self, text: &str) {
        let (log, changed) = &*self.log;
        let log = log.lock().expect("no panic before");
        let (log, outcome) = changed.wait_timeout_while(log, PATIENCE, |log| !log.contains(text)).expect("no panic before");
        assert!(!outcome.timed_out(), "no `{text}` in the log: {log}");
    }

    /// The server's process.
    pub fn server_id(&self) -> u32 {
        self.server.id()
    }

    /// Resident memory of the server in bytes.
    pub fn memory(&self) -> usize {
        let statm = std::fs::read_to_string(format!("/proc/{}/statm", self.server.id())).expect("a running server");
        statm.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).expect("a number of pages") * 4096
    }

    /// Calls the function while this client takes no message from the pipe, or at most one.
    pub fn without_reading(&mut self, act: impl FnOnce(&mut Self)) {
        let hold = Arc::clone(&self.hold);
        let guard = hold.lock().expect("no panic before");
        act(self);
        drop(guard);
    }

    /// Ends the server's input.
    pub fn close_input(&mut self) {
        self.input = None;
    }

    /// Waits until the server has ended. Its input stays as it is.
    pub fn exit_code(&mut self) -> Option<i32> {
        let end = Instant::now() + PATIENCE;
        while let Ok(message) = self.messages.recv_timeout(end.saturating_duration_since(Instant::now())) {
            self.waiting.push_back(message);
        }
        assert!(Instant::now() < end, "the server does not end; {}", self.log());
        // stdout is closed, so the end is near.
        self.server.wait().expect("a server that ends").code()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        _ = self.server.kill();
        _ = self.server.wait();
    }
}

/// A message with its header.
pub fn frame(message: &Value) -> Vec<u8> {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// A range from `[start line, start column, end line, end column]`.
pub fn range(at: [u32; 4]) -> Value {
    json!({ "start": { "line": at[0], "character": at[1] }, "end": { "line": at[2], "character": at[3] } })
}

/// A change that puts `text` in place of a range.
pub fn put(at: [u32; 4], text: &str) -> Value {
    json!({ "range": range(at), "text": text })
}

/// The ranges of diagnostics with that code, as `[start line, start column, end line, end column]`.
pub fn ranges(diagnostics: &[Value], code: &str) -> Vec<[u64; 4]> {
    diagnostics.iter().filter(|diagnostic| diagnostic["code"] == code).map(|diagnostic| numbers(&diagnostic["range"])).collect()
}

/// A range as `[start line, start column, end line, end column]`.
pub fn numbers(range: &Value) -> [u64; 4] {
    ["/start/line", "/start/character", "/end/line", "/end/character"].map(|path| range.pointer(path).and_then(Value::as_u64).expect("a number"))
}

fn read_message(output: &mut impl BufRead) -> Option<Value> {
    let (mut line, mut length) = (String::new(), 0);
    while line != "\r\n" {
        line.clear();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(value) = line.strip_prefix("Content-Length: ") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
