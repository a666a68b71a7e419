import { ensureBinaries } from '../../tools/binaries.mjs'

/** Jest calls this once, so that no two workers install at the same time. */
export default ensureBinaries
