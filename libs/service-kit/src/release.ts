import { createRequire } from 'node:module'

const { version } = createRequire(import.meta.url)('../package.json') as { readonly version: string }

/** The release of the services, which have one version. */
export const RELEASE = version
