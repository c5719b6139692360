//! Owns the text that the benchmarks share: small builds as they are found in a repository of services, one after the other.

/// A file of about that many lines, and at least as many. Each service has a stage that compiles and one that runs, and a few things to find fault with.
pub fn document(lines: usize) -> String {
    let mut text = String::from("# syntax=docker/dockerfile:1\nARG RUST=1.90\n");
    let mut count = text.lines().count();
    for number in 0.. {
        if count >= lines {
            break;
        }
        let service = service(number);
        count += service.lines().count();
        text += &service;
    }
    text
}

/// One service, 28 lines.
fn service(number: usize) -> String {
    format!(
        r#"
# What service {number} is made of.
FROM rust:${{RUST}}-slim AS compile{number}
ARG PROFILE=release
ENV CARGO_TERM_COLOR=never RUSTFLAGS="-C debuginfo=1"
WORKDIR /src
COPY Cargo.toml Cargo.lock ./
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    cargo fetch --locked
COPY crates/ crates/
RUN --mount=type=cache,target=/src/target,id=target{number} \
    cargo build --package service{number} --profile "$PROFILE" \
    # the linker leaves symbols that nobody needs
    && strip "target/$PROFILE/service{number}" \
    && install -D "target/$PROFILE/service{number}" /out/service{number}

FROM debian:trixie-slim AS run{number}
LABEL org.opencontainers.image.title="service{number}" org.opencontainers.image.vendor=example
RUN <<SETUP
apt-get update
apt-get install -y --no-install-recommends ca-certificates tini
rm -rf /var/lib/apt/lists/*
SETUP
COPY --from=compile{number} --chmod=0755 /out/service{number} /usr/local/bin/
WORKDIR data
EXPOSE 8080/tcp
HEALTHCHECK --interval=30s CMD curl --fail http://localhost:8080/health || exit 1
ENTRYPOINT ["tini", "--", "/usr/local/bin/service{number}"]
"#
    )
}
