//! Owns the running of ShellCheck, for users who have asked for it. It is the only program that is ever started.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Deserialize;

use crate::analysis::{ShellComment, ShellScript};

/// A script that takes longer than this many waits is given up.
const PATIENCE: usize = 500;
const WAIT: Duration = Duration::from_millis(20);

/// Answers that are kept. A file has tens of scripts; when there are more answers than this, most are about texts that are gone.
const MOST_ANSWERS: usize = 4096;

/// Checks that make no sense for a script in a Dockerfile: a shell that ShellCheck knows under another name, and files that only the build has.
const EXCLUDED: &str = "SC2187,SC1090,SC1091";

/// Comments by text and dialect of a script.
type Answers = HashMap<(String, &'static str), Arc<[ShellComment]>>;

/// What ShellCheck has said about scripts so far.
#[derive(Debug, Default)]
pub struct ShellCheck {
    program: Option<PathBuf>,
    answers: Mutex<Answers>,
    changes: AtomicU64,
}

#[derive(Deserialize)]
struct Output {
    comments: Vec<ShellComment>,
}

impl ShellCheck {
    /// Looks for the program on the PATH.
    pub fn find() -> Self {
        let name = if cfg!(windows) { "shellcheck.exe" } else { "shellcheck" };
        let path = std::env::var_os("PATH").unwrap_or_default();
        // What stands in a folder relative to the current one may be anybody's.
        let program = std::env::split_paths(&path).filter(|folder| folder.is_absolute()).map(|folder| folder.join(name)).find(|file| file.is_file());
        Self { program, ..Self::default() }
    }

    /// Whether there is a program to ask.
    pub fn is_there(&self) -> bool {
        self.program.is_some()
    }

    /// How often an answer has been added.
    pub fn changes(&self) -> u64 {
        self.changes.load(Ordering::Relaxed)
    }

    /// What is known about a script. Nothing is started.
    pub fn answer(&self, script: &ShellScript) -> Option<Arc<[ShellComment]>> {
        self.lock().get(&(script.text.clone(), script.dialect)).cloned()
    }

    /// Asks about a script, unless the answer is known. None when there is no program, when it fails, or when nobody wants the answer any more.
    pub fn ask(&self, script: &ShellScript, stale: impl Fn() -> bool) -> Option<Arc<[ShellComment]>> {
        if let Some(known) = self.answer(script) {
            return Some(known);
        }
        let output = self.run(script, stale)?;
        let answer: Arc<[ShellComment]> = serde_json::from_slice::<Output>(&output).ok()?.comments.into();
        let mut answers = self.lock();
        if answers.len() >= MOST_ANSWERS {
            answers.clear();
        }
        answers.insert((script.text.clone(), script.dialect), Arc::clone(&answer));
        self.changes.fetch_add(1, Ordering::Relaxed);
        Some(answer)
    }

    fn run(&self, script: &ShellScript, stale: impl Fn() -> bool) -> Option<Vec<u8>> {
        let mut command = Command::new(self.program.as_ref()?);
        // Neither a configuration of the user's nor options from the environment: the same file is to give the same findings.
        command.args(["--norc", "--format=json1", "--exclude", EXCLUDED, "--shell", script.dialect, "-"]).env_remove("SHELLCHECK_OPTS");
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
        let mut child = Running(child);
        let (mut input, mut output, text) = (child.0.stdin.take()?, child.0.stdout.take()?, script.text.clone());
        // A program that does not read must not block us either.
        std::thread::spawn(move || input.write_all(text.as_bytes()));
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            _ = output.read_to_end(&mut bytes);
            _ = sender.send(bytes);
        });
        for _ in 0..PATIENCE {
            match receiver.recv_timeout(WAIT) {
                Ok(bytes) => return Some(bytes),
                Err(RecvTimeoutError::Timeout) if !stale() => {}
                Err(_) => break,
            }
        }
        None
    }

    fn lock(&self) -> MutexGuard<'_, Answers> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A program that ends when nobody waits for it any more.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}
