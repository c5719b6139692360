//! Owns the ports of EXPOSE: `[[ip:]host:]container[/protocol]`.
//!
//! Read as nat.ParsePortSpec of go-connections, which BuildKit uses.

use std::net::IpAddr;

/// A port as EXPOSE names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port<'a> {
    /// Address before the host port.
    pub ip: &'a str,
    /// Host port, possibly a range.
    pub host: &'a str,
    /// Container port, possibly a range.
    pub container: &'a str,
    /// Protocol as written; `tcp` when it is left out.
    pub protocol: &'a str,
}

/// Why a port is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PortError {
    /// No container port.
    Missing,
    /// The container port is no number from 0 to 65535, nor a rising range of them.
    Container,
    /// The same for the host port.
    Host,
    /// The ranges of host and container differ in length.
    RangeLengths,
    /// Not an IP address.
    Address,
    /// Not tcp, udp or sctp.
    Protocol,
}

impl<'a> Port<'a> {
    /// Takes the word apart without judging it.
    pub fn split(word: &'a str) -> Self {
        let (rest, container) = word.rsplit_once(':').unwrap_or(("", word));
        let (ip, host) = rest.rsplit_once(':').unwrap_or(("", rest));
        let (container, protocol) = match container.split_once('/') {
            Some((port, "")) => (port, "tcp"),
            Some((port, protocol)) => (port, protocol),
            None => (container, "tcp"),
        };
        Self { ip, host, container, protocol }
    }

    /// Says why BuildKit refuses it, if it does.
    pub fn error(&self) -> Option<PortError> {
        let ip = self.ip.strip_prefix('[').and_then(|ip| ip.strip_suffix(']')).unwrap_or(self.ip);
        if !ip.is_empty() && ip.parse::<IpAddr>().is_err() {
            return Some(PortError::Address);
        }
        if self.container.is_empty() {
            return Some(PortError::Missing);
        }
        let Some(container) = range(self.container) else { return Some(PortError::Container) };
        if !self.host.is_empty() {
            let Some(host) = range(self.host) else { return Some(PortError::Host) };
            if host.1 - host.0 != container.1 - container.0 && container.0 != container.1 {
                return Some(PortError::RangeLengths);
            }
        }
        let known = ["tcp", "udp", "sctp"].iter().any(|known| known.eq_ignore_ascii_case(self.protocol));
        (!known).then_some(PortError::Protocol)
    }
}

fn range(text: &str) -> Option<(u16, u16)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u16>().ok()).flatten();
    let (first, last) = (number(first)?, number(last)?);
    (first <= last).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_judged_as_buildkit_does() {
        for word in
            ["80", "80/TCP", "0", "080", "80/", ":80", "80:80", "127.0.0.1:80:80", "127.0.0.1::80", "[::1]:80:80", "80-90:80-90", "1-65535/sctp"]
        {
            assert_eq!(Port::split(word).error(), None, "{word}");
        }
        for (word, error) in [
            ("80/foo", PortError::Protocol),
            ("80/tcp/x", PortError::Protocol),
            ("65536", PortError::Container),
            ("90-80", PortError::Container),
            ("80,90", PortError::Container),
            ("http", PortError::Container),
            ("80:", PortError::Missing),
            ("80:80-90", PortError::RangeLengths),
            ("localhost:80:80", PortError::Address),
            ("[80]", PortError::Container),
        ] {
            assert_eq!(Port::split(word).error(), Some(error), "{word}");
        }
    }
}
