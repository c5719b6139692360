"""Checks editors/helix/languages.toml: that it is what Helix reads, and that its commented settings are settings of the server.

check.py SERVER, the path of the program."""

import json
import pathlib
import re
import subprocess
import sys
import tomllib

FILE = pathlib.Path(__file__).parents[3] / "editors/helix/languages.toml"
SERVER = sys.argv[1]


def test_adds_the_server_to_dockerfiles(config):
    """The entries have the names that Helix looks for."""
    assert set(config) == {"language-server", "language"}, list(config)
    server = config["language-server"]["stagewright"]
    assert (server["command"], server["args"]) == ("stagewright", ["lsp"]), server
    # More keys, such as `file-types`, would replace those of Helix's own entry.
    assert config["language"] == [{"name": "dockerfile", "language-servers": ["stagewright"]}], config["language"]


def test_the_examples_are_accepted(_config):
    """Each commented setting is TOML, and names rules that there are."""
    examples = re.findall(r"^# (\w+ = .*)$", FILE.read_text(), re.MULTILINE)
    assert len(examples) == 3, examples
    settings = tomllib.loads("\n".join(examples))
    known = {line.split()[0] for line in run("rules").stdout.splitlines() if line.strip()}
    named = [*settings["ignore"], *settings["rules"]]
    assert set(named) <= known, named


def test_the_command_serves(config):
    """With the given arguments the program answers Helix."""
    args = config["language-server"]["stagewright"]["args"]
    messages = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}, "initializationOptions": {}}},
        {"jsonrpc": "2.0", "id": 2, "method": "shutdown"},
        {"jsonrpc": "2.0", "method": "exit"},
    ]
    bodies = [json.dumps(message) for message in messages]
    answer = run(*args, input="".join(f"Content-Length: {len(body)}\r\n\r\n{body}" for body in bodies))
    assert answer.returncode == 0, answer
    assert '"hoverProvider":true' in answer.stdout, answer.stdout


def run(*args, **options):
    """Runs the server's program."""
    return subprocess.run([SERVER, *args], capture_output=True, text=True, timeout=30, check=False, **options)


def main():
    """Runs the tests of this file."""
    config = tomllib.loads(FILE.read_text())
    failed = 0
    tests = [(name, body) for name, body in globals().items() if name.startswith("test_")]
    for name, body in tests:
        try:
            body(config)
            print(f"ok    {name[5:].replace('_', ' ')}")
        except AssertionError as error:
            failed += 1
            print(f"FAIL  {name[5:].replace('_', ' ')}: {error}")
    print(f"{len(tests) - failed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
