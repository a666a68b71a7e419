/**
 * Builds images on the engine of DOCKER_HOST, without network and without registry, after `makeBase` and
 * `importNpmCache`.
 * @param targets the targets of deploy/images.hcl
 * @param version the tag
 * @throws CannotStart with the end of the build's output
 */
export declare const buildImages: (targets: readonly string[], version: string, ...options: readonly string[]) => Promise<void>
