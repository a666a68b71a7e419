/** Installs the linters. */
export declare const ensureLinters: () => Promise<void>
/** What Redocly and Spectral find in an OpenAPI document: one line each. */
export declare const findingsIn: (name: string, source: string) => Promise<readonly string[]>
