//! A HEALTHCHECK that BuildKit cannot read.

use super::{Check, Finding, Profile, Rule, Severity};
use crate::syntax::{Arguments, Flag, Instruction, Keyword};

/// See the page.
pub static RULE: Rule = Rule {
    id: "invalid-healthcheck",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/invalid-healthcheck.md"),
    check: Check::Local(check),
};

fn check(instruction: &Instruction, out: &mut Vec<Finding>) {
    let (Keyword::Healthcheck, Arguments::Check(kind, command)) = (instruction.keyword, &instruction.arguments) else { return };
    let empty = match &**command {
        Arguments::None => true,
        Arguments::Json(words) => words.is_empty(),
        _ => false,
    };
    match kind.text.to_ascii_uppercase().as_str() {
        "NONE" => {
            if !matches!(**command, Arguments::None) {
                out.push(RULE.refusal(kind.span, "HEALTHCHECK NONE takes no arguments"));
            }
            return;
        }
        "CMD" if empty => out.push(RULE.refusal(kind.span, "a command is missing behind CMD")),
        "CMD" => {}
        _ => out.push(RULE.refusal(kind.span, format!("HEALTHCHECK is followed by CMD or NONE, not by `{}`", kind.text))),
    }
    for flag in &instruction.flags {
        if let Some(message) = flag_problem(flag) {
            out.push(RULE.refusal(flag.value.as_ref().filter(|value| !value.span.is_empty()).map_or(flag.word.span, |value| value.span), message));
        }
    }
}

fn flag_problem(flag: &Flag) -> Option<String> {
    let known = Keyword::Healthcheck.flags().iter().any(|spec| spec.name == &*flag.name);
    let value = match &flag.value {
        _ if !known => return None,
        None => return Some(format!("`--{}` needs a value", flag.name)),
        Some(value) if value.text.is_empty() => return None,
        Some(value) => &*value.text,
    };
    if &*flag.name == "retries" {
        return match value.parse::<i32>() {
            Ok(count) if count >= 0 => None,
            Ok(_) => Some("the number of retries cannot be negative".to_owned()),
            Err(_) => Some(format!("`{value}` is not a whole number")),
        };
    }
    match nanoseconds(value) {
        None => Some(format!("`{value}` is no duration; write a number with its unit, such as 30s or 1m30s")),
        Some(0) => None,
        Some(duration) if duration < 1_000_000 => Some("a duration cannot be shorter than 1ms".to_owned()),
        Some(_) => None,
    }
}

/// A duration as Go's time.ParseDuration reads it.
fn nanoseconds(text: &str) -> Option<i128> {
    let (sign, mut rest) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total = 0.0;
    while !rest.is_empty() {
        let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let unit_end = rest[number..].find(|c: char| c.is_ascii_digit() || c == '.').map_or(rest.len(), |at| number + at);
        let factor = match &rest[number..unit_end] {
            "ns" => 1.0,
            "us" | "µs" | "μs" => 1e3,
            "ms" => 1e6,
            "s" => 1e9,
            "m" => 6e10,
            "h" => 3.6e12,
            _ => return None,
        };
        let digits = &rest[..number];
        if digits.is_empty() || digits == "." || digits.matches('.').count() > 1 {
            return None;
        }
        total += format!("0{digits}0").parse::<f64>().ok()? * if digits.contains('.') { factor } else { factor / 10.0 };
        rest = &rest[unit_end..];
    }
    // A double is exact far beyond the one millisecond that matters here.
    #[allow(clippy::cast_possible_truncation, reason = "only the comparison with a millisecond matters")]
    Some(sign * total as i128)
}

#[cfg(test)]
mod tests {
    use super::nanoseconds;

    #[test]
    fn durations_are_read_as_go_does() {
        assert_eq!(nanoseconds("1m30s"), Some(90_000_000_000));
        assert_eq!(nanoseconds("1.5s"), Some(1_500_000_000));
        assert_eq!(nanoseconds("-1s"), Some(-1_000_000_000));
        assert_eq!(nanoseconds("0"), Some(0));
        for text in ["5", "5d", "s", "", "1.2.3s"] {
            assert_eq!(nanoseconds(text), None, "{text}");
        }
    }
}
