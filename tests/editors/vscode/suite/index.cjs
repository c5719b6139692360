// Runs inside the extension host, with the whole `vscode` API. Every wait is for a condition.

const assert = require("node:assert/strict");
const { readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const vscode = require("vscode");

const PATIENCE = 20_000;
const tests = [];
const test = (name, body) => tests.push({ name, body });
/** A test that all others build on: after its failure they would only wait in vain. */
const foundation = (name, body) => tests.push({ name, body, fatal: true });

exports.run = async function run() {
  const lines = [];
  let passed = 0;
  let failed = 0;
  for (const { name, body, fatal } of tests) {
    try {
      await body();
      passed += 1;
      lines.push(`ok    ${name}`);
    } catch (error) {
      failed += 1;
      lines.push(`FAIL  ${name}: ${error.stack}`);
      if (fatal) {
        break;
      }
    }
  }
  lines.push(`${passed} passed, ${failed} failed`, "");
  writeFileSync(process.env.STAGEWRIGHT_TEST_REPORT, lines.join("\n"));
  if (failed > 0) {
    throw new Error(`${failed} failed`);
  }
};

async function until(condition, what) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const value = await condition();
    if (value) {
      return value;
    }
    assert.ok(Date.now() < end, `waited in vain for ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

let document;
const findings = () => vscode.languages.getDiagnostics(document.uri);
const codeOf = (finding) => (typeof finding.code === "object" ? finding.code.value : finding.code);
const codes = () => findings().map(codeOf).sort();
const has = (...wanted) => until(() => wanted.every((code) => codes().includes(code)), () => `${wanted}, there is ${codes()}`);
const hasNot = (code) => until(() => !codes().includes(code), () => `${code} to go`);

function placeOf(text, offset = 0) {
  const start = document.getText().indexOf(text);
  assert.ok(start >= 0, `not in the document: ${text}`);
  return document.positionAt(start + offset);
}

async function actions(position, kind) {
  const range = new vscode.Range(position, position);
  return vscode.commands.executeCommand("vscode.executeCodeActionProvider", document.uri, range, kind);
}

async function apply(action) {
  assert.ok(action.edit, `no edit in ${action.title}`);
  assert.ok(await vscode.workspace.applyEdit(action.edit), `not applied: ${action.title}`);
}

const set = (key, value) => vscode.workspace.getConfiguration("stagewright").update(key, value, vscode.ConfigurationTarget.Global);
const version = () => vscode.commands.executeCommand("stagewright.showVersion");

foundation("opening a Dockerfile activates the extension", async () => {
  const folder = vscode.workspace.workspaceFolders[0].uri;
  const extension = vscode.extensions.getExtension("stagewright.stagewright");
  assert.ok(extension, "not installed");
  document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, "Dockerfile"));
  await vscode.window.showTextDocument(document);
  assert.equal(document.languageId, "dockerfile");
  await until(() => extension.isActive, () => "the activation");
});

foundation("the server on PATH runs", async () => {
  assert.match(await version(), /^\d+\.\d+\.\d+ \(.*\/bin\/stagewright\)$/);
});

test("findings carry the rule, its page and the source", async () => {
  await has("from-as-casing", "json-args", "legacy-key-value", "stage-name-casing");
  for (const finding of findings()) {
    assert.equal(finding.source, "stagewright");
    assert.ok(finding.code.target.path.endsWith(finding.code.value), `no link for ${codeOf(finding)}`);
  }
});

test("each finding is listed once", () => {
  const places = findings().map((finding) => `${codeOf(finding)} ${finding.range.start.line}:${finding.range.start.character}`);
  assert.deepEqual(places, [...new Set(places)]);
});

test("hover", async () => {
  const hovers = await vscode.commands.executeCommand("vscode.executeHoverProvider", document.uri, placeOf("APP_MODE", 2));
  const text = hovers.flatMap((hover) => hover.contents.map((content) => content.value ?? content)).join("\n");
  assert.match(text, /APP_MODE|ENV/);
});

test("definition of a stage from COPY --from", async () => {
  const found = await vscode.commands.executeCommand("vscode.executeDefinitionProvider", document.uri, placeOf("--from=builder", 9));
  assert.equal(found.length, 1);
  assert.equal((found[0].targetRange ?? found[0].range).start.line, 0);
});

test("a quick fix renames the stage, and the finding goes", async () => {
  const offered = await actions(placeOf("Builder", 2), vscode.CodeActionKind.QuickFix.value);
  const fix = offered.find((action) => action.title === "Rename the stage in lower case");
  assert.ok(fix, `offered: ${offered.map((action) => action.title).join("; ")}`);
  assert.ok(fix.isPreferred);
  await apply(fix);
  assert.equal(document.lineAt(0).text, "FROM golang:1.24 AS builder");
  await hasNot("stage-name-casing");
  assert.ok(codes().includes("legacy-key-value"));
});

test("fix all applies what is safe", async () => {
  const offered = await actions(new vscode.Position(0, 0), "source.fixAll.stagewright");
  assert.equal(offered.length, 1);
  await apply(offered[0]);
  assert.match(document.getText(), /^ENV APP_MODE=production$/m);
  assert.match(document.getText(), /^FROM debian:bookworm-slim AS runtime$/m);
  await hasNot("legacy-key-value");
  await hasNot("from-as-casing");
});

test("findings follow what is typed", async () => {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, document.positionAt(document.getText().length), "MAINTAINER ada\n");
  await vscode.workspace.applyEdit(edit);
  await has("maintainer");
});

test("settings reach the running server", async () => {
  await set("ignore", ["json-args"]);
  await hasNot("json-args");
  await set("rules", { maintainer: "error" });
  const severity = () => findings().find((finding) => codeOf(finding) === "maintainer")?.severity;
  await until(() => severity() === vscode.DiagnosticSeverity.Error, () => "the severity");
  await set("ignore", undefined);
  await set("rules", undefined);
  await has("json-args");
});

test("an unsaved file is checked too", async () => {
  const saved = document;
  document = await vscode.workspace.openTextDocument({ language: "dockerfile", content: "FROM alpine:3.22 as One\n" });
  await has("stage-name-casing");
  document = saved;
});

test("the restart command brings everything back", async () => {
  await vscode.commands.executeCommand("stagewright.restartServer");
  await has("json-args");
});

test("a server that is set and missing is not replaced, and another setting mends it", async () => {
  await set("server.path", "/no/such/stagewright");
  await until(async () => (await version()) === "not running", () => "the server to end");
  await until(() => findings().length === 0, () => "the findings to go");
  await set("server.path", undefined);
  await has("json-args");
});

// A server that notes down, line by line, as which process it was started. `then` is what it does as a server.
async function noting(then) {
  const folder = vscode.workspace.workspaceFolders[0].uri.fsPath;
  const [program, notes] = [join(folder, "noting"), join(folder, "notes")];
  writeFileSync(notes, "");
  writeFileSync(program, `#!/bin/sh\n[ "$1" = --version ] && exec stagewright --version\necho $$ >>'${notes}'\n${then}\n`, { mode: 0o755 });
  await set("server.path", "${workspaceFolder}/noting");
  return () => readFileSync(notes, "utf8").split("\n").slice(0, -1).map(Number);
}

test("a server that crashes is started again, but not for ever", async () => {
  const started = await noting('exec stagewright "$@"');
  const running = (count) => async () => started().length === count && (await version()).includes("/noting)");
  for (const crashes of [0, 1, 2, 3, 4]) {
    await until(running(crashes + 1), () => `start ${crashes + 1}, there are ${started().length}`);
    await has("json-args");
    process.kill(started().at(-1), "SIGKILL");
  }
  await until(async () => (await version()) === "not running", () => "the end");
  await vscode.commands.executeCommand("stagewright.restartServer");
  await until(running(6), () => "a restart by hand");
  await set("server.path", undefined);
  await until(async () => (await version()).includes("/bin/stagewright)"), () => "the server on PATH");
});

test("a server that ends at once is given up", async () => {
  const started = await noting("exit 3");
  await until(async () => started().length > 0 && (await version()) === "not running", () => "the end");
  assert.ok(started().length <= 5, `started ${started().length} times`);
  await set("server.path", undefined);
  await has("json-args");
});
