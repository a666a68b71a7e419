/**
 * The base that a Dockerfile names, and the folder in which deploy/node-versions has its Node.
 * @param dockerfile its text
 * @throws CannotStart when the suites are run on another version of that line, or on none
 */
export declare const baseOf: (dockerfile: string) => { readonly name: string; readonly version: string; readonly folder: string }

/**
 * Builds images on the engine of DOCKER_HOST, without network and without registry, after `makeBase` and
 * `importNpmCache`.
 * @param targets the targets of deploy/images.hcl
 * @param version the tag
 * @throws CannotStart with the end of the build's output
 */
export declare const buildImages: (targets: readonly string[], version: string, ...options: readonly string[]) => Promise<void>
