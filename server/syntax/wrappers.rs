//! Owns the commands that run another command: `sudo apt-get` installs packages as `apt-get` does.

use super::shell_word::ShellWord;

/// A command that runs the rest of its words as a command.
struct Wrapper {
    name: &'static str,
    /// Options that take the next word as their value.
    with_value: &'static [&'static str],
    /// Words of its own between the options and the command.
    operands: usize,
}

const fn wrapper(name: &'static str, with_value: &'static [&'static str], operands: usize) -> Wrapper {
    Wrapper { name, with_value, operands }
}

/// After their manual pages.
const WRAPPERS: [Wrapper; 21] = [
    wrapper("sudo", &["-u", "-g", "-h", "-p", "-C", "-D", "-R", "-T", "--user", "--group", "--host", "--prompt", "--chdir"], 0),
    wrapper("doas", &["-u", "-C"], 0),
    wrapper("env", &["-u", "-C", "--unset", "--chdir"], 0),
    wrapper("time", &["-f", "-o"], 0),
    wrapper("nice", &["-n", "--adjustment"], 0),
    wrapper("ionice", &["-c", "-n", "-p"], 0),
    wrapper("nohup", &[], 0),
    wrapper("exec", &["-a"], 0),
    wrapper("command", &[], 0),
    wrapper("builtin", &[], 0),
    wrapper("timeout", &["-k", "-s", "--kill-after", "--signal"], 1),
    wrapper("xargs", &["-n", "-P", "-I", "-L", "-d", "-a", "-s", "-E", "--max-args", "--max-procs", "--replace", "--delimiter"], 0),
    wrapper("gosu", &[], 1),
    wrapper("su-exec", &[], 1),
    wrapper("setpriv", &[], 0),
    wrapper("chroot", &[], 1),
    wrapper("eatmydata", &[], 0),
    wrapper("stdbuf", &["-i", "-o", "-e"], 0),
    wrapper("tini", &["-p", "-e"], 0),
    wrapper("dumb-init", &["-r", "--rewrite"], 0),
    wrapper("xvfb-run", &["-n", "-s", "-f", "--server-num", "--server-args"], 0),
];

/// Index of the first word that belongs to the command proper.
pub fn skip(words: &[ShellWord]) -> usize {
    let mut at = 0;
    while let Some(found) = words.get(at).and_then(ShellWord::literal).and_then(find) {
        // `command -v tool` asks where a tool is and does not run it.
        if found.name == "command" && words.get(at + 1).is_some_and(|word| word.text.starts_with('-') && word.text.contains(['v', 'V'])) {
            return at;
        }
        let mut next = at + 1;
        let mut operands = found.operands;
        while let Some(word) = words.get(next) {
            if found.with_value.contains(&&*word.text) {
                next += 2;
            } else if word.is("--") {
                next += 1;
                break;
            } else if word.text.starts_with('-') || (matches!(found.name, "env" | "sudo") && is_assignment(&word.text)) {
                next += 1;
            } else if operands > 0 {
                operands -= 1;
                next += 1;
            } else {
                break;
            }
        }
        // A wrapper without a command, such as `env` alone, is the command.
        if next >= words.len() {
            return at;
        }
        at = next;
    }
    at
}

fn find(word: &str) -> Option<&'static Wrapper> {
    let name = word.rsplit('/').next()?;
    WRAPPERS.iter().find(|wrapper| wrapper.name == name)
}

fn is_assignment(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, _)| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
}
