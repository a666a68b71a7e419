import startPostgres from '../../../libs/embedded/jest/start.mjs'
import { ensureLinters } from '../linters.mjs'

/** Jest calls this once: the linters are installed first, because a failed setup has no teardown. */
export default async () => {
  await ensureLinters()
  await startPostgres()
}
