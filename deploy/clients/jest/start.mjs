import startPostgres from '../../../libs/embedded/jest/start.mjs'
import { ensureTools } from '../generate.mjs'

/** Jest calls this once: what is missing fails the run before anything is started. */
export default async () => {
  await ensureTools()
  await startPostgres()
}
