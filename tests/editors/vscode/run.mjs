// Runs suite/index.cjs inside a real extension host, against the packaged extension: run.mjs HOST VSIX SERVER.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { openHost } from "./host.mjs";

const PATIENCE = 180_000;

const [host, vsix, server] = process.argv.slice(2).map((path) => resolve(path));
const results = mkdtempSync(join(tmpdir(), "stagewright-results-"));
const report = join(results, "report");
const opened = await openHost({ host, vsix, server, environment: { STAGEWRIGHT_TEST_REPORT: report } });
let code;
try {
  const page = await opened.browser.newPage();
  const outside = new Set();
  page.on("request", (request) => {
    const { host: asked, protocol } = new URL(request.url());
    if (protocol.startsWith("http") && asked !== opened.address) {
      outside.add(asked);
    }
  });
  const ended = new Promise((done) => void page.exposeFunction("codeAutomationExit", done));
  await page.exposeFunction("codeAutomationLog", () => {});
  await page.goto(workbench(opened));
  code = await Promise.race([ended, new Promise((done) => setTimeout(done, PATIENCE, "none: it took too long").unref())]);
  if (outside.size > 0) {
    // Not a failure of the extension, but a test that needs the network is one that fails for others.
    console.log(`asked outside: ${[...outside].join(", ")}`);
  }
} finally {
  await opened.close();
}

// The suite's own report, and not the exit code alone, shows that it has run.
let text = "";
try {
  text = readFileSync(report, "utf8");
} catch {
  console.log(`The suite did not report; exit code: ${code}`);
}
rmSync(results, { recursive: true });
process.stdout.write(text);
process.exitCode = code === 0 && text.endsWith(" 0 failed\n") ? 0 : 1;

// The workbench runs tests only if it also gets an extension under development. That is an empty one, so that ours is the installed one.
function workbench({ address, workspace }) {
  const remote = (folder) => `vscode-remote://${address}${join(import.meta.dirname, folder)}`;
  const payload = JSON.stringify([
    ["extensionDevelopmentPath", remote("runner")],
    ["extensionTestsPath", remote("suite/index.cjs")],
    ["skipWelcome", "true"],
  ]);
  return `http://${address}/?${new URLSearchParams({ folder: workspace, payload })}`;
}
