//! STOPSIGNAL with a signal that does not exist.

use super::suggest::nearest;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "invalid-stop-signal",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/invalid-stop-signal.md"),
    check: Check::File(check),
};

/// Names of Linux signals without SIG (moby/sys/signal).
const SIGNALS: [&str; 36] = [
    "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE", "POLL", "PROF", "PWR", "QUIT", "SEGV",
    "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX",
];

fn check(context: &Context, out: &mut Vec<Finding>) {
    for (index, item) in context.items() {
        if item.keyword != Keyword::Stopsignal || context.model.stage_of[index].is_none() {
            continue;
        }
        let Some(word) = item.instruction.argument_text() else { continue };
        let Some(signal) = context.model.expanded(index, word).filter(|signal| signal.certain) else { continue };
        if !is_signal(&signal.text) {
            let name = signal.text.to_uppercase();
            let hint = nearest(name.strip_prefix("SIG").unwrap_or(&name), SIGNALS).map_or(String::new(), |name| format!("; did you mean SIG{name}?"));
            out.push(RULE.refusal(item.absolute(word.span), format!("there is no signal `{}`{hint}", signal.text)));
        }
    }
}

fn is_signal(text: &str) -> bool {
    if let Ok(number) = text.parse::<i64>() {
        return number != 0;
    }
    let upper = text.to_uppercase();
    let name = upper.strip_prefix("SIG").unwrap_or(&upper);
    let offset = |prefix: &str, largest: u8| name.strip_prefix(prefix).and_then(|n| n.parse::<u8>().ok()).is_some_and(|n| (1..=largest).contains(&n));
    SIGNALS.contains(&name) || offset("RTMIN+", 15) || offset("RTMAX-", 14)
}

#[cfg(test)]
mod tests {
    use super::is_signal;

    #[test]
    fn names_numbers_and_real_time_signals_count() {
        for text in ["SIGTERM", "term", "9", "-1", "SIGRTMIN+3", "RTMAX-14", "SIGPOLL"] {
            assert!(is_signal(text), "{text}");
        }
        for text in ["0", "FOO", "SIGRTMAX+1", "9a", "", "SIGTERM SIGKILL", "SIGUNUSED"] {
            assert!(!is_signal(text), "{text}");
        }
    }
}
