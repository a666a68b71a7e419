/** A version of Node.js, and the folder of its program. */
export interface NodeVersion {
  readonly version: string
  readonly folder: string
}
/** The tested versions: one of each promised line. */
export declare const VERSIONS: Readonly<Record<'node20' | 'node22' | 'node24', NodeVersion>>
/** Installs the tested versions. */
export declare const ensureVersions: () => Promise<void>
