/**
 * Installs packages and compiles one with its dependencies, unless the last compilation was of these sources.
 * @param project folder of the package, relative to the root
 * @returns whether the compiler ran
 * @throws if the sources do not compile, or the packages cannot be installed
 */
export declare const ensureCompiled: (root: string, project: string) => Promise<boolean>
