//! Owns the reading of command lines of curl and wget: what is fetched, and where it goes.

use crate::syntax::{Command, Joint, ShellWord};

/// A download by curl or wget.
pub struct Download<'c> {
    /// The command.
    pub command: &'c Command,
    /// The address.
    pub url: &'c ShellWord,
    /// The name of the file that it is stored in, if it is known.
    pub file: Option<String>,
    /// Whether another command gets it from a pipe.
    pub piped: bool,
}

/// The downloads of a script whose result is kept: in a file, or by a command behind a pipe.
pub fn downloads(commands: &[Command]) -> impl Iterator<Item = Download<'_>> {
    commands.iter().enumerate().filter_map(|(index, command)| download(command, &commands[index + 1..]))
}

fn download<'c>(command: &'c Command, later: &'c [Command]) -> Option<Download<'c>> {
    let curl = match command.name() {
        "curl" => true,
        "wget" => false,
        _ => return None,
    };
    let is_url = |word: &&ShellWord| ["http://", "https://", "ftp://"].iter().any(|scheme| word.text.starts_with(scheme));
    let local = |word: &ShellWord| word.text.contains("localhost") || word.text.contains("127.0.0.1");
    let url = command.arguments().iter().find(is_url).filter(|url| !local(url))?;
    // What only asks or sends is no download.
    if curl && (has(command, 'I', "--head") || has(command, 'X', "--request") || has(command, 'd', "--data") || has(command, 'T', "--upload-file")) {
        return None;
    }
    let of_url = || url.literal().map(|text| text.split(['?', '#']).next().unwrap_or_default().rsplit('/').next().unwrap_or_default().to_owned());
    let redirected = command.redirects.iter().find(|redirect| redirect.operator == ">").and_then(|redirect| redirect.target.literal());
    let given = if curl { value(command, 'o', "--output") } else { value(command, 'O', "--output-document") };
    let piped = later.iter().find(|next| next.inside == command.inside).is_some_and(|next| next.joint == Joint::Pipe);
    let stored = match &given {
        Some(word) if word == "-" => false,
        Some(_) => true,
        None => redirected.is_some() || if curl { has(command, 'O', "--remote-name") } else { true },
    };
    if !stored && !piped {
        return None;
    }
    let file = given.or_else(|| redirected.map(str::to_owned)).or_else(of_url).filter(|name| stored && !name.is_empty() && !name.contains('$'));
    Some(Download { command, url, file, piped: piped && !stored })
}

/// Letters of both programs that take a value, so that what follows in the same word belongs to it.
const WITH_VALUE: [char; 22] = ['o', 'H', 'X', 'd', 'u', 'A', 'b', 'c', 'e', 'F', 'T', 'w', 'x', 'm', 'C', 'r', 'K', 'E', 'P', 'U', 'Q', 't'];

/// The letters of a word of short options, up to the first that takes a value.
fn letters(text: &str) -> &str {
    let rest = text.strip_prefix('-').filter(|rest| !rest.starts_with('-')).unwrap_or_default();
    rest.split_inclusive(WITH_VALUE).next().unwrap_or_default()
}

/// Whether a command has an option, as a letter or in its long form.
pub fn has(command: &Command, letter: char, long: &str) -> bool {
    command.arguments().iter().any(|word| letters(&word.text).contains(letter) || word.text.starts_with(long))
}

/// The value of an option; as the next word, or behind it in the same one.
fn value(command: &Command, letter: char, long: &str) -> Option<String> {
    let arguments = command.arguments();
    arguments.iter().enumerate().find_map(|(at, word)| {
        if let Some(rest) = word.text.strip_prefix(long) {
            return rest.strip_prefix('=').map(str::to_owned).or_else(|| arguments.get(at + 1).map(|next| next.text.to_string()));
        }
        let option = word.text.strip_prefix('-').filter(|rest| !rest.starts_with('-'))?;
        let position = option.find(letter).filter(|position| !option[..*position].contains(WITH_VALUE))?;
        let rest = &option[position + letter.len_utf8()..];
        if rest.is_empty() { arguments.get(at + 1).map(|next| next.text.to_string()) } else { Some(rest.to_owned()) }
    })
}
