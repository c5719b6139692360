// Which server to run. Pure: everything that depends on the machine comes in as `Surroundings`, so that it is tested without an editor.

import * as path from "node:path";

/** The variable that a developer of the server sets; it goes before everything else. */
export const OVERRIDE = "STAGEWRIGHT_SERVER";

export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** Where the extension is installed. */
  readonly extension: string;
  /** The first folder of the workspace, if there is one on disk. */
  readonly workspace: string | undefined;
  readonly isFile: (path: string) => boolean;
}

/** Who named the server: it decides what is said when it does not run. */
export type Origin = "override" | "setting" | "bundled" | "path";

export interface Server {
  readonly origin: Origin;
  readonly path: string;
}

/** The server to run, or nothing if there is none anywhere. What somebody named is never replaced by another one in silence. */
export function findServer(setting: string, around: Surroundings): Server | undefined {
  const override = around.environment[OVERRIDE];
  if (override) {
    return { origin: "override", path: resolve(override, around) };
  }
  if (setting.trim()) {
    return { origin: "setting", path: resolve(setting.trim(), around) };
  }
  const bundled = rules(around).join(around.extension, "server", program(around));
  if (around.isFile(bundled)) {
    return { origin: "bundled", path: bundled };
  }
  const found = findOnPath(around);
  return found === undefined ? undefined : { origin: "path", path: found };
}

/** Replaces a leading `~` and every `${workspaceFolder}`. A variable without a value stays, so that the message shows it. */
export function expand(written: string, around: Surroundings): string {
  const home = /^~(?=$|[/\\])/;
  // Replacements are functions because `$&` and the like mean something in a string.
  const expanded = written.replace(home, () => around.home);
  return expanded.replaceAll("${workspaceFolder}", (variable) => around.workspace ?? variable);
}

// A relative path means the workspace, as the folder that the editor itself runs in is an accident.
function resolve(written: string, around: Surroundings): string {
  const { isAbsolute, join } = rules(around);
  const expanded = expand(written, around);
  return around.workspace === undefined || isAbsolute(expanded) ? expanded : join(around.workspace, expanded);
}

function findOnPath(around: Surroundings): string | undefined {
  const { delimiter, isAbsolute, join } = rules(around);
  // Windows keeps the variable under any case.
  const name = Object.keys(around.environment).find((key) => (around.platform === "win32" ? key.toUpperCase() === "PATH" : key === "PATH"));
  const folders = (name === undefined ? undefined : around.environment[name])?.split(delimiter) ?? [];
  // A relative entry would find whatever program a workspace brings along, trusted or not.
  const candidates = folders.filter((folder) => isAbsolute(folder)).map((folder) => join(folder, program(around)));
  return candidates.find((candidate) => around.isFile(candidate));
}

function program(around: Surroundings): string {
  return around.platform === "win32" ? "stagewright.exe" : "stagewright";
}

function rules(around: Surroundings): path.PlatformPath {
  return around.platform === "win32" ? path.win32 : path.posix;
}
