/** The folder of the repository. */
export declare const root: string
export declare const SERVICES: readonly string[]
/** Whether a package is of the workspaces. */
export declare const isOurs: (path: string) => boolean
/** The paths of all packages that one needs at run time. */
export declare const closureOf: (start: string) => ReadonlySet<string>
