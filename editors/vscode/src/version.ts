// Asks a program whether it is the server, before it is started as one.

import { execFile } from "node:child_process";

import type { Origin, Server } from "./lookup";

/** Long enough for a cold disk; a program that waits for input must not hold up the editor for ever. */
const PATIENCE = 10_000;

export type Answer = { readonly version: string } | { readonly problem: string };

/** Runs `--version`. */
export function askVersion(server: Server, environment: NodeJS.ProcessEnv): Promise<Answer> {
  return new Promise((resolve) => {
    execFile(server.path, ["--version"], { env: environment, timeout: PATIENCE, windowsHide: true }, (error, output) => {
      resolve(error === null ? readVersion(output) : { problem: whyNot(error) });
    });
  });
}

/** Reads the first line of `stagewright --version`. */
export function readVersion(output: string): Answer {
  const version = /^stagewright (\d+\.\d+\.\d+\S*)\s/.exec(`${output}\n`)?.[1];
  return version === undefined ? { problem: "it is some other program" } : { version };
}

function whyNot(error: Error & { code?: unknown; killed?: boolean }): string {
  switch (error.code) {
    case "ENOENT":
      return "there is no such file";
    case "EACCES":
      return "it is not executable";
    default:
      return error.killed === true ? "it did not answer in time" : error.message.trim();
  }
}

/** What to tell the user when no server runs. */
export function explain(server: Server | undefined, problem: string): string {
  if (server === undefined) {
    return "The stagewright server was not found. Install it so that it is on PATH, or say where it is in the setting stagewright.server.path.";
  }
  const named: Record<Origin, string> = {
    override: "named by the environment variable STAGEWRIGHT_SERVER",
    setting: "named by the setting stagewright.server.path",
    bundled: "that came with the extension",
    path: "found on PATH",
  };
  return `The stagewright server ${named[server.origin]} does not run: ${problem} (${server.path}).`;
}
