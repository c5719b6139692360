import assert from "node:assert/strict";
import { test } from "node:test";

import { askVersion, explain, readVersion } from "../src/version";

test("reads a version", () => {
  assert.deepEqual(readVersion("stagewright 0.1.0\n"), { version: "0.1.0" });
  assert.deepEqual(readVersion("stagewright 1.2.3-rc.1 (abc)\n"), { version: "1.2.3-rc.1" });
});

test("takes no other program for the server", () => {
  for (const output of ["", "v20.0.0", "stagewright", "not stagewright 0.1.0", "stagewrighter 0.1.0"]) {
    assert.ok("problem" in readVersion(output), output);
  }
});

test("says why a program does not run", async () => {
  const ask = (path: string) => askVersion({ origin: "setting", path }, process.env);
  assert.deepEqual(await ask("/no/such/file"), { problem: "there is no such file" });
  assert.deepEqual(await ask(process.execPath), { problem: "it is some other program" });
});

test("a message names the file and who named it", () => {
  assert.match(explain({ origin: "setting", path: "/x/y" }, "there is no such file"), /setting stagewright\.server\.path .* there is no such file \(\/x\/y\)/);
  assert.match(explain(undefined, ""), /not found/);
});
