export type Language = 'typescript' | 'java' | 'python'

/** The programs and jars of the suite. */
export interface Tools {
  readonly java: string
  readonly javac: string
  readonly python: string
  readonly generator: string
  readonly libraries: readonly string[]
}

/** Installs what is missing; throws a sentence about what cannot be installed. */
export declare const ensureTools: () => Promise<Tools>

/** Generates and compiles the clients of several services into a folder; for each language the command of its caller. */
export declare const generateClients: (
  tools: Tools,
  folder: string,
  documents: Readonly<Record<string, unknown>>,
) => Promise<Readonly<Record<Language, readonly [string, ...string[]]>>>

/** What the compiler says about the files; empty if they compile. */
export declare const compileTypeScript: (files: readonly string[]) => Promise<string>
