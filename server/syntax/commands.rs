//! Owns the commands of an instruction's shell text, one after the other as they stand, with how they are joined and where a literal `cd` has led to.

use tree_sitter::Node;

use super::command::{Assignment, Command, Directory, Joint, Redirect};
use super::instruction::{Arguments, Instruction, Word};
use super::shell::ShellTree;
use super::shell_word::ShellWord;
use super::wrappers;
use crate::text::Span;

/// Nested constructs that are followed.
const DEEPEST: usize = 120;

/// Commands of one instruction that are listed; what is longer counts as not understood.
const MOST_COMMANDS: usize = 4_000;

/// What the shell text of an instruction does.
#[derive(Debug, Default)]
pub struct Script {
    /// Commands in the order of the text; one inside a substitution follows the command that it belongs to.
    pub commands: Vec<Command>,
    /// False when some of the text could not be read, so that there may be more commands.
    pub understood: bool,
}

impl Instruction {
    /// The commands of RUN, CMD, ENTRYPOINT or HEALTHCHECK, taken as text for a POSIX shell. Whether it is one is the caller's to know.
    pub fn script(&self) -> &Script {
        self.script.get(|| {
            let mut collector = Collector { instruction: self, found: Vec::new(), understood: true };
            collector.instruction();
            Script { commands: collector.found, understood: collector.understood }
        })
    }
}

struct Collector<'i> {
    instruction: &'i Instruction,
    found: Vec<Command>,
    understood: bool,
}

/// What holds at a place of the text.
#[derive(Clone)]
struct Place {
    joint: Joint,
    directory: Directory,
    conditional: bool,
    inside: Option<usize>,
    depth: usize,
}

impl Collector<'_> {
    fn instruction(&mut self) {
        let instruction = self.instruction;
        let mut place = Place { joint: Joint::First, directory: Directory::Initial, conditional: false, inside: None, depth: 0 };
        let arguments = match &instruction.arguments {
            Arguments::Check(_, command) => command,
            other => other,
        };
        match arguments {
            Arguments::Text(word) => {
                let heads = instruction.heredocs.iter().map(|heredoc| heredoc.marker);
                let pieces = without(instruction.line.pieces(word.joined.clone()), heads);
                let blank = pieces.iter().all(|piece| instruction.text[piece.range()].trim().is_empty());
                if !blank {
                    self.text(pieces, &mut place);
                }
                match instruction.heredocs.first() {
                    // `RUN <<EOF`: the body is the script, for the shell or for the interpreter of its first line.
                    Some(heredoc) if blank => self.body(heredoc.body, &mut place),
                    Some(_) => self.heredocs(&mut place),
                    None => {}
                }
            }
            Arguments::Json(words) => self.exec(words, place),
            _ => {}
        }
    }

    fn body(&mut self, body: Span, place: &mut Place) {
        let text = &self.instruction.text[body.range()];
        let interpreter = text.strip_prefix("#!").map(|line| line.lines().next().unwrap_or_default());
        if interpreter
            .is_some_and(|line| !is_posix_shell(line.split(['/', ' ']).rfind(|word| !word.is_empty() && !word.starts_with('-')).unwrap_or_default()))
        {
            self.understood = false;
            return;
        }
        place.joint = if self.found.is_empty() { Joint::First } else { Joint::Then };
        self.text(vec![body], place);
    }

    /// `bash <<EOF` reads its script from the heredoc; for other commands the heredoc is data.
    fn heredocs(&mut self, place: &mut Place) {
        for index in 0..self.instruction.heredocs.len() {
            let heredoc = &self.instruction.heredocs[index];
            let Some(reader) = self.found.iter().rposition(|command| command.span.start <= heredoc.marker.start) else { continue };
            self.found[reader].heredoc = Some(index);
            if is_posix_shell(self.found[reader].name()) && self.found[reader].arguments().iter().all(|word| word.text.starts_with('-')) {
                self.body(heredoc.body, place);
            }
        }
    }

    fn text(&mut self, pieces: Vec<Span>, place: &mut Place) {
        match ShellTree::parse(&self.instruction.text, pieces.into_iter()) {
            Some(tree) => {
                self.understood &= !tree.root().has_error();
                self.visit(tree.root(), place);
            }
            None => self.understood = false,
        }
    }

    fn exec(&mut self, words: &[Word], place: Place) {
        let words: Vec<_> = words.iter().map(|word| ShellWord::from_literal(&word.text, word.span)).collect();
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
        let span = Span::new(first.span.start as usize, last.span.end as usize);
        self.push(words, Vec::new(), Vec::new(), span, &place);
    }

    fn text_of(&self, start: usize, end: usize) -> String {
        let instruction = self.instruction;
        let header = instruction.heredocs.first().map_or(instruction.text.len(), |heredoc| heredoc.body.start as usize);
        if start < header {
            let (start, end) = (instruction.line.joined_offset(start), instruction.line.joined_offset(end));
            return instruction.line.text().get(start..end.max(start)).unwrap_or_default().to_owned();
        }
        instruction.text.get(start..end).unwrap_or_default().replace("\\\n", "")
    }

    fn word(&self, node: Node) -> ShellWord {
        ShellWord::read(node, &|start, end| self.text_of(start, end))
    }

    fn children(&mut self, node: Node, place: &mut Place) {
        let mut cursor = node.walk();
        for child in node.children(&mut cursor) {
            match child.kind() {
                "&" => {
                    if let Some(last) = self.found.last_mut() {
                        last.background = true;
                    }
                    place.joint = Joint::Then;
                }
                ";" | ";;" | "\n" => place.joint = Joint::Then,
                "&&" => place.joint = Joint::And,
                "||" => place.joint = Joint::Or,
                _ if child.is_named() => {
                    let may_not_run = place.joint == Joint::Or;
                    let outer = place.conditional;
                    place.conditional |= may_not_run;
                    self.visit(child, place);
                    place.conditional = outer;
                    if place.joint == Joint::First {
                        place.joint = Joint::Then;
                    }
                }
                _ => {}
            }
        }
    }

    fn visit(&mut self, node: Node, place: &mut Place) {
        if place.depth >= DEEPEST || self.found.len() >= MOST_COMMANDS {
            self.understood = false;
            return;
        }
        place.depth += 1;
        match node.kind() {
            "command" => self.command(node, place),
            "declaration_command" | "unset_command" => {
                let keyword = node.child(0).map(|keyword| Span::new(keyword.start_byte(), keyword.end_byte()));
                let mut words: Vec<_> = keyword.map(|span| ShellWord::from_literal(&self.instruction.text[span.range()], span)).into_iter().collect();
                let mut assignments = Vec::new();
                let mut cursor = node.walk();
                for child in node.named_children(&mut cursor) {
                    if child.kind() == "variable_assignment" {
                        assignments.push(self.assignment(child));
                    } else {
                        words.push(self.word(child));
                    }
                }
                let index = self.push(words, assignments, Vec::new(), Span::new(node.start_byte(), node.end_byte()), place);
                self.substitutions(node, place, index);
            }
            "variable_assignment" | "variable_assignments" => {
                let mut cursor = node.walk();
                let mut nodes: Vec<Node> = vec![node];
                if node.kind() == "variable_assignments" {
                    nodes = node.named_children(&mut cursor).collect();
                }
                let assignments = nodes.into_iter().map(|node| self.assignment(node)).collect();
                let index = self.push(Vec::new(), assignments, Vec::new(), Span::new(node.start_byte(), node.end_byte()), place);
                self.substitutions(node, place, index);
            }
            "test_command" => {
                let span = Span::new(node.start_byte(), node.end_byte());
                let bracket = ShellWord::from_literal("[", Span::new(node.start_byte(), node.start_byte() + 1));
                let index = self.push(vec![bracket], Vec::new(), Vec::new(), span, place);
                self.substitutions(node, place, index);
            }
            "redirected_statement" => self.redirected(node, place),
            "pipeline" => self.pipeline(node, place),
            "subshell" | "command_substitution" | "process_substitution" => {
                let mut inner = place.clone();
                self.children(node, &mut inner);
            }
            "if_statement" | "while_statement" | "for_statement" | "c_style_for_statement" | "case_statement" | "function_definition" => {
                let mut inner = Place { conditional: true, ..place.clone() };
                let first = self.found.len();
                self.children(node, &mut inner);
                // The separators within the statement do not tell how the statement is joined.
                if let Some(command) = self.found.get_mut(first) {
                    command.joint = place.joint;
                }
                if inner.directory != place.directory {
                    place.directory = Directory::Unknown;
                }
            }
            "comment" => {}
            "program" | "list" | "compound_statement" | "do_group" | "elif_clause" | "else_clause" | "case_item" | "negated_command" | "ERROR" => {
                self.children(node, place);
            }
            _ => self.substitutions(node, place, None),
        }
        place.depth -= 1;
    }

    fn pipeline(&mut self, node: Node, place: &mut Place) {
        let mut cursor = node.walk();
        let mut inner = place.clone();
        for child in node.named_children(&mut cursor).filter(|child| child.kind() != "comment") {
            // Each part of a pipeline has a shell of its own.
            inner.directory = place.directory.clone();
            self.visit(child, &mut inner);
            inner.joint = Joint::Pipe;
        }
    }

    fn redirected(&mut self, node: Node, place: &mut Place) {
        let first = self.found.len();
        let mut redirects = Vec::new();
        let mut is_group = false;
        let mut cursor = node.walk();
        for child in node.named_children(&mut cursor) {
            match child.kind() {
                "file_redirect" => redirects.extend(self.redirect(child)),
                "heredoc_redirect" => self.substitutions(child, place, None),
                "herestring_redirect" => {}
                kind => {
                    is_group = !matches!(kind, "list" | "pipeline");
                    self.visit(child, place);
                }
            }
        }
        // The grammar hangs the redirection of a list's last command on the whole list.
        let owners = if is_group { first } else { self.found.len().saturating_sub(1).max(first) };
        let end = node.end_byte();
        for command in self.found.get_mut(owners..).into_iter().flatten().filter(|command| command.inside.is_none()) {
            command.redirects.extend(redirects.iter().cloned());
            if !is_group || owners + 1 == first + 1 {
                command.span = Span::new(command.span.start as usize, end.max(command.span.end as usize));
            }
        }
        for redirect in &redirects {
            let target = redirect.target.span;
            if let Some(node) = node.descendant_for_byte_range(target.start as usize, target.end as usize) {
                self.substitutions(node, place, Some(first).filter(|index| *index < self.found.len()));
            }
        }
    }

    fn redirect(&self, node: Node) -> Option<Redirect> {
        let target = node.child_by_field_name("destination")?;
        let operator = self.text_of(node.start_byte(), target.start_byte()).trim().to_owned();
        Some(Redirect { operator, target: self.word(target) })
    }

    fn assignment(&self, node: Node) -> Assignment {
        let name = node.child_by_field_name("name");
        Assignment {
            name: name.map(|name| self.text_of(name.start_byte(), name.end_byte())).unwrap_or_default(),
            value: node.child_by_field_name("value").map(|value| self.word(value)),
            span: Span::new(node.start_byte(), node.end_byte()),
        }
    }

    fn command(&mut self, node: Node, place: &mut Place) {
        let (mut words, mut assignments, mut redirects) = (Vec::new(), Vec::new(), Vec::new());
        let mut cursor = node.walk();
        for child in node.named_children(&mut cursor) {
            match child.kind() {
                "variable_assignment" => assignments.push(self.assignment(child)),
                "file_redirect" => redirects.extend(self.redirect(child)),
                "herestring_redirect" | "comment" => {}
                _ => {
                    let word = self.word(child);
                    match words.last_mut().filter(|last: &&mut ShellWord| last.span.end == word.span.start) {
                        Some(last) => last.append(word),
                        None => words.push(word),
                    }
                }
            }
        }
        let index = self.push(words, assignments, redirects, Span::new(node.start_byte(), node.end_byte()), place);
        self.substitutions(node, place, index);
        let Some(index) = index else { return };
        if self.found[index].name() == "cd" && self.found[index].wrappers().is_empty() {
            let target = self.found[index].arguments().iter().find(|word| !word.text.starts_with('-') || word.is("-"));
            place.directory = changed(&place.directory, target.and_then(ShellWord::literal));
        }
        self.inner_script(index, place);
    }

    /// `sh -c "script"`: the script's commands follow.
    fn inner_script(&mut self, index: usize, place: &Place) {
        let command = &self.found[index];
        if !is_posix_shell(command.name()) {
            return;
        }
        let Some(at) = command.arguments().iter().position(|word| word.literal().is_some_and(|text| text.starts_with('-') && text.ends_with('c')))
        else {
            return;
        };
        let Some(script) = command.arguments().get(at + 1) else { return };
        let span = script.span;
        let source = &self.instruction.text[span.range()];
        let quote = source.chars().next().filter(|c| matches!(c, '\'' | '"'));
        let inner = Span::new(span.start as usize + 1, (span.end as usize).saturating_sub(1).max(span.start as usize + 1));
        // A script with escapes in it has other bytes than the source.
        let plain = quote.is_some_and(|quote| source.len() > 2 && source.ends_with(quote))
            && !self.text_of(inner.start as usize, inner.end as usize).contains(['\\', '"']);
        if !plain {
            self.understood = false;
            return;
        }
        let header = self.instruction.heredocs.first().is_none_or(|heredoc| inner.start < heredoc.body.start);
        let pieces = if header {
            let line = &self.instruction.line;
            line.pieces(line.joined_offset(inner.start as usize)..line.joined_offset(inner.end as usize)).collect()
        } else {
            vec![inner]
        };
        let mut inner_place = Place { inside: Some(index), joint: Joint::First, ..place.clone() };
        self.text(pieces, &mut inner_place);
    }

    /// Commands of the substitutions below a node.
    fn substitutions(&mut self, node: Node, place: &Place, owner: Option<usize>) {
        if place.depth >= DEEPEST {
            return;
        }
        let mut cursor = node.walk();
        for child in node.named_children(&mut cursor) {
            let mut inner = Place { inside: owner.or(place.inside), joint: Joint::First, depth: place.depth + 1, ..place.clone() };
            match child.kind() {
                "command_substitution" | "process_substitution" | "subshell" => self.visit(child, &mut inner),
                _ if child.named_child_count() > 0 => self.substitutions(child, &inner, owner),
                _ => {}
            }
        }
    }

    fn push(&mut self, words: Vec<ShellWord>, assignments: Vec<Assignment>, redirects: Vec<Redirect>, span: Span, place: &Place) -> Option<usize> {
        if self.found.len() >= MOST_COMMANDS {
            self.understood = false;
            return None;
        }
        self.found.push(Command {
            program: wrappers::skip(&words),
            words,
            assignments,
            redirects,
            span,
            joint: place.joint,
            directory: place.directory.clone(),
            conditional: place.conditional,
            background: false,
            inside: place.inside,
            heredoc: None,
            note: super::command::Note::default(),
        });
        Some(self.found.len() - 1)
    }
}

/// Where `cd target` leads to.
fn changed(from: &Directory, target: Option<&str>) -> Directory {
    match (from, target) {
        (_, Some(path)) if path.starts_with('/') => Directory::Changed(path.to_owned()),
        (_, None | Some("-")) => Directory::Unknown,
        (_, Some(path)) if path.starts_with('~') => Directory::Unknown,
        (Directory::Initial, Some(path)) => Directory::Changed(path.to_owned()),
        (Directory::Changed(base), Some(path)) => Directory::Changed(format!("{}/{path}", base.trim_end_matches('/'))),
        (Directory::Unknown, Some(_)) => Directory::Unknown,
    }
}

fn is_posix_shell(name: &str) -> bool {
    matches!(name, "sh" | "bash" | "ash" | "dash" | "ksh" | "zsh")
}

/// The pieces with the spans taken out.
fn without(pieces: impl Iterator<Item = Span>, spans: impl Iterator<Item = Span> + Clone) -> Vec<Span> {
    let mut left = Vec::new();
    for piece in pieces {
        let mut at = piece.start as usize;
        for span in spans.clone().filter(|span| piece.contains(*span)) {
            left.push(Span::new(at, span.start as usize));
            at = span.end as usize;
        }
        left.push(Span::new(at, piece.end as usize));
    }
    left.retain(|piece| !piece.is_empty());
    left
}

#[cfg(test)]
mod tests {
    use crate::syntax::ParsedFile;
    use crate::text::Source;

    /// One line per command: how it is joined, its directory, its words, and what is special about it.
    fn commands(text: &str) -> Vec<String> {
        let file = ParsedFile::new(Source::new(&format!("FROM a\n{text}\n")));
        let instruction = &file.items()[1].instruction;
        let script = instruction.script();
        let mut lines: Vec<String> = script
            .commands
            .iter()
            .map(|command| {
                let words: Vec<_> = command.words.iter().map(|word| &*word.text).collect();
                let mut line = format!("{:?} {}", command.joint, words.join("|"));
                for assignment in &command.assignments {
                    line += &format!(" {}={}", assignment.name, assignment.value.as_ref().map_or("", |value| &value.text));
                }
                for redirect in &command.redirects {
                    line += &format!(" {}{}", redirect.operator, redirect.target.text);
                }
                if command.directory != super::Directory::Initial {
                    line += &format!(" in {:?}", command.directory);
                }
                if command.conditional {
                    line += " maybe";
                }
                if let Some(outer) = command.inside {
                    line += &format!(" inside {outer}");
                }
                if !command.wrappers().is_empty() {
                    line += &format!(" runs {}", command.name());
                }
                line
            })
            .collect();
        if !script.understood {
            lines.push("not understood".to_owned());
        }
        lines
    }

    #[test]
    fn commands_are_listed_with_their_joints() {
        assert_eq!(
            commands("RUN set -e; a 'b c' \\\n # note\n  && d=1 e \"f$G\" > x || h | i"),
            ["First set|-e", "Then a|b c", "And e|f$G d=1 >x", "Or h maybe", "Pipe i maybe"]
        );
        assert_eq!(commands("RUN [\"apt-get\", \"update\"]"), ["First apt-get|update"]);
        assert_eq!(commands("RUN a b-$C+d$E-$F-g.h"), ["First a|b-$C+d$E-$F-g.h"]);
        assert_eq!(commands("RUN export A=1 B && unset C"), ["First export|B A=1", "And unset|C"]);
    }

    #[test]
    fn a_directory_change_reaches_as_far_as_the_shell_does() {
        assert_eq!(
            commands("RUN cd /a && b; (cd c; d); e"),
            ["First cd|/a", "And b in Changed(\"/a\")", "Then cd|c in Changed(\"/a\")", "Then d in Changed(\"/a/c\")", "Then e in Changed(\"/a\")",]
        );
        assert_eq!(commands("RUN cd $X && b"), ["First cd|$X", "And b in Unknown"]);
        assert_eq!(commands("RUN if a; then cd b; fi; c").last().expect("one"), "Then c in Unknown");
    }

    #[test]
    fn wrappers_substitutions_and_inner_scripts_are_looked_through() {
        assert_eq!(commands("RUN sudo -u x env A=b apt-get install y"), ["First sudo|-u|x|env|A=b|apt-get|install|y runs apt-get"]);
        assert_eq!(commands("RUN a \"$(b c)\""), ["First a|$(b c)", "First b|c inside 0"]);
        assert_eq!(commands("RUN bash -ec 'a && b'"), ["First bash|-ec|a && b", "First a inside 0", "And b inside 0"]);
        assert_eq!(commands("RUN X=$(a) && for i in 1 2; do b $i; done"), ["First  X=$(a)", "First a inside 0", "And b|$i maybe"]);
    }

    #[test]
    fn heredocs_are_scripts_or_data() {
        assert_eq!(commands("RUN <<EOF\na \\\n  b\nc\nEOF"), ["First a|b", "Then c"]);
        assert_eq!(commands("RUN <<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF"), ["not understood"]);
        assert_eq!(commands("RUN bash -e <<EOF && x\na\nEOF"), ["First bash|-e", "And x", "Then a"]);
        assert_eq!(commands("RUN cat <<EOF > /x\na\nEOF"), ["First cat >/x"]);
    }

    #[test]
    fn spans_are_those_of_the_source() {
        let text = "FROM a\nRUN ec\\\nho 'x y' \"$A\"z\n";
        let file = ParsedFile::new(Source::new(text));
        let instruction = &file.items()[1].instruction;
        let words = &instruction.script().commands[0].words;
        let shown: Vec<_> = words.iter().map(|word| (&*word.text, &instruction.text[word.span.range()])).collect();
        assert_eq!(shown, [("echo", "ec\\\nho"), ("x y", "'x y'"), ("$Az", "\"$A\"z")]);
        assert_eq!(words[2].resolve(|name| (name == "A").then(|| "1".to_owned())).as_deref(), Some("1z"));
        assert_eq!(words[2].literal(), None);
    }
}
