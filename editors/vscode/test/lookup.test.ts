import assert from "node:assert/strict";
import { test } from "node:test";

import { expand, findServer, type Surroundings } from "../src/lookup";

function linux(files: readonly string[] = [], changes: Partial<Surroundings> = {}): Surroundings {
  return {
    environment: { PATH: "/usr/bin:/opt/bin" },
    platform: "linux",
    home: "/home/ada",
    extension: "/extensions/stagewright",
    workspace: "/home/ada/shop",
    isFile: (path) => files.includes(path),
    ...changes,
  };
}

function windows(files: readonly string[], environment: Record<string, string>): Surroundings {
  const changes = { environment, platform: "win32", home: "C:\\Users\\Ada", extension: "C:\\ext", workspace: "D:\\shop" } as const;
  return linux(files, changes);
}

const BUNDLED = "/extensions/stagewright/server/stagewright";

test("the order is override, setting, bundled, PATH", () => {
  const files = [BUNDLED, "/opt/bin/stagewright"];
  const override = { environment: { PATH: "/opt/bin", STAGEWRIGHT_SERVER: "/tmp/debug" } };
  assert.deepEqual(findServer("/set", linux(files, override)), { origin: "override", path: "/tmp/debug" });
  assert.deepEqual(findServer("/set", linux(files)), { origin: "setting", path: "/set" });
  assert.deepEqual(findServer("", linux(files)), { origin: "bundled", path: BUNDLED });
  assert.deepEqual(findServer(" ", linux(files.slice(1))), { origin: "path", path: "/opt/bin/stagewright" });
  assert.equal(findServer("", linux()), undefined);
});

test("a named server is not replaced when it does not exist", () => {
  assert.deepEqual(findServer("/missing", linux([BUNDLED])), { origin: "setting", path: "/missing" });
});

test("PATH is searched from its front", () => {
  const files = ["/opt/bin/stagewright", "/usr/bin/stagewright"];
  assert.equal(findServer("", linux(files))?.path, "/usr/bin/stagewright");
});

test("relative and empty entries of PATH find nothing", () => {
  const files = ["stagewright", "./stagewright", "bin/stagewright", "/home/ada/shop/stagewright"];
  assert.equal(findServer("", linux(files, { environment: { PATH: ":.:bin" } })), undefined);
  assert.equal(findServer("", linux(files, { environment: {} })), undefined);
});

test("home and workspace folder are expanded", () => {
  assert.equal(expand("~", linux()), "/home/ada");
  assert.equal(expand("~/bin/stagewright", linux()), "/home/ada/bin/stagewright");
  assert.equal(expand("~bob/stagewright", linux()), "~bob/stagewright");
  assert.equal(expand("/a/~/b", linux()), "/a/~/b");
  assert.equal(expand("${workspaceFolder}/x/${workspaceFolder}", linux()), "/home/ada/shop/x//home/ada/shop");
  assert.equal(expand("${workspaceFolder}/x", linux([], { workspace: undefined })), "${workspaceFolder}/x");
  assert.equal(expand("${workspaceFolder}/x", linux([], { workspace: "/odd/$&" })), "/odd/$&/x");
});

test("a relative path is one in the workspace", () => {
  assert.equal(findServer("target/debug/stagewright", linux())?.path, "/home/ada/shop/target/debug/stagewright");
  assert.equal(findServer("bin/stagewright", linux([], { workspace: undefined }))?.path, "bin/stagewright");
});

test("Windows: .exe, its separators, and Path in any case", () => {
  assert.equal(findServer("", windows(["C:\\ext\\server\\stagewright.exe"], {}))?.origin, "bundled");
  assert.equal(findServer("", windows(["D:\\bin\\stagewright.exe"], { Path: "C:\\Windows;D:\\bin" }))?.path, "D:\\bin\\stagewright.exe");
  assert.equal(findServer("~\\stagewright.exe", windows([], {}))?.path, "C:\\Users\\Ada\\stagewright.exe");
});
