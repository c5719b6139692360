// What of our settings the server gets to see.

/** The part of `vscode.WorkspaceConfiguration` that is needed here. */
export interface Section {
  get<T>(key: string): T | undefined;
}

export interface ServerSettings {
  readonly select: readonly string[];
  readonly ignore: readonly string[];
  readonly rules: Readonly<Record<string, string>>;
  readonly noImageFacts: boolean;
}

/** The settings that choose rules. Only these: what the user puts into the server's environment may well be secret. */
export function serverSettings(section: Section): ServerSettings {
  return {
    select: section.get<string[]>("select") ?? [],
    ignore: section.get<string[]>("ignore") ?? [],
    rules: section.get<Record<string, string>>("rules") ?? {},
    noImageFacts: section.get<boolean>("noImageFacts") ?? false,
  };
}

/** The server's environment: the editor's, with what the user adds. */
export function serverEnvironment(section: Section, inherited: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...inherited, ...section.get<Record<string, string>>("server.extraEnv") };
}
