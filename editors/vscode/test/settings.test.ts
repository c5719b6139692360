import assert from "node:assert/strict";
import { test } from "node:test";

import manifest from "../package.json";
import { type Section, serverEnvironment, serverSettings } from "../src/settings";

function section(values: Record<string, unknown>): Section {
  return { get: <T>(key: string) => values[key] as T | undefined };
}

test("the server is told about rules and nothing else", () => {
  const values = { ignore: ["json-args"], rules: { maintainer: "off" }, "server.path": "/x", "server.extraEnv": { TOKEN: "secret" } };
  assert.deepEqual(serverSettings(section(values)), {
    profile: null,
    select: [],
    ignore: ["json-args"],
    rules: { maintainer: "off" },
    noImageFacts: false,
    trustedRegistries: [],
    devImages: [],
    shellcheck: false,
  });
});

test("the environment is the editor's, with the user's on top", () => {
  assert.deepEqual(serverEnvironment(section({}), { A: "1" }), { A: "1" });
  assert.deepEqual(serverEnvironment(section({ "server.extraEnv": { A: "2", B: "3" } }), { A: "1" }), { A: "2", B: "3" });
});

test("the manifest offers each setting that is read, and names what an untrusted folder must not set", () => {
  const offered = Object.keys(manifest.contributes.configuration.properties);
  for (const key of [...Object.keys(serverSettings(section({}))), "server.path", "server.extraEnv", "trace.server"]) {
    assert.ok(offered.includes(`stagewright.${key}`), key);
  }
  const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
  assert.deepEqual(restricted.toSorted(), offered.filter((key) => /\.server\.(path|extraEnv)$/.test(key)).toSorted());
});

test("the oldest editor that is promised is the one whose types are compiled against", () => {
  assert.equal(manifest.engines.vscode, `^${manifest.devDependencies["@types/vscode"]}`);
});
