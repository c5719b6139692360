//! Owns the reading of YAML, as far as the configuration of another tool needs it.

use yaml_rust2::parser::{Event, Parser};
use yaml_rust2::scanner::TScalarStyle;

use super::value::{Entry, Located, Problem, Value};

/// No configuration is nested deeper, and none is larger.
const DEEPEST: usize = 8;
const LARGEST: usize = 64 * 1024;

/// A list or a table that has begun.
struct Open {
    value: Located,
    /// The key of a table that waits for its value.
    key: Option<(String, Option<usize>)>,
}

impl Located {
    /// Reads the first document of a YAML text.
    pub fn from_yaml(text: &str) -> Result<Self, Problem> {
        if text.len() > LARGEST {
            return Err(Problem::new(None, "the file is too large for a configuration"));
        }
        let lines: Vec<usize> = [0].into_iter().chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let place = |line: usize| lines.get(line.saturating_sub(1)).copied();
        let mut parser = Parser::new_from_str(text);
        let mut open: Vec<Open> = Vec::new();
        loop {
            let (event, mark) = parser.next_token().map_err(|error| Problem::new(place(error.marker().line()), error.info()))?;
            let at = place(mark.line());
            let done = match event {
                Event::StreamEnd | Event::DocumentEnd => return Ok(Self { value: Value::Table(Vec::new()), at: None }),
                Event::SequenceStart(..) => begin(&mut open, Value::List(Vec::new()), at)?,
                Event::MappingStart(..) => begin(&mut open, Value::Table(Vec::new()), at)?,
                Event::SequenceEnd | Event::MappingEnd => open.pop().map(|open| open.value),
                Event::Scalar(text, style, ..) => scalar(&mut open, text, style, at),
                // What stands elsewhere could stand there many times over.
                Event::Alias(_) => return Err(Problem::new(at, "aliases are not read here")),
                Event::Nothing | Event::StreamStart | Event::DocumentStart => None,
            };
            let Some(value) = done else { continue };
            match open.last_mut() {
                Some(parent) => parent.push(value),
                None => return Ok(value),
            }
        }
    }
}

impl Open {
    fn push(&mut self, value: Located) {
        match &mut self.value.value {
            Value::List(items) => items.push(value),
            Value::Table(entries) => {
                if let Some((key, at)) = self.key.take() {
                    entries.push(Entry { key, at, value });
                }
            }
            _ => {}
        }
    }
}

fn begin(open: &mut Vec<Open>, value: Value, at: Option<usize>) -> Result<Option<Located>, Problem> {
    let as_key = open.last().is_some_and(|open| matches!(open.value.value, Value::Table(_)) && open.key.is_none());
    if open.len() == DEEPEST || as_key {
        return Err(Problem::new(at, "nothing of that shape belongs into a configuration"));
    }
    open.push(Open { value: Located { value, at }, key: None });
    Ok(None)
}

/// A scalar, unless it is a key that waits for its value.
fn scalar(open: &mut [Open], text: String, style: TScalarStyle, at: Option<usize>) -> Option<Located> {
    if let Some(parent) = open.last_mut()
        && matches!(parent.value.value, Value::Table(_))
        && parent.key.is_none()
    {
        parent.key = Some((text, at));
        return None;
    }
    let value = match (style, text.as_str()) {
        (TScalarStyle::Plain, "true" | "True" | "TRUE") => Value::Bool(true),
        (TScalarStyle::Plain, "false" | "False" | "FALSE") => Value::Bool(false),
        (TScalarStyle::Plain, "" | "~" | "null") => Value::Other("nothing"),
        _ => Value::Text(text),
    };
    Some(Located { value, at })
}
