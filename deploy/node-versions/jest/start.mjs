import { ensureVersions } from '../versions.mjs'

/** Jest calls this once, so that no two workers install at the same time. */
export default ensureVersions
