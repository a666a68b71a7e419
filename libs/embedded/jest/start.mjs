import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compile } from '../../../deploy/compile.mjs'

/** Jest calls this once per project; the run shares one temporary server, unless CASE_TIMELINE_TEST_PG names one. */
export default async () => {
  if (process.env.CASE_TIMELINE_TEST_PG) return
  compile('libs/embedded')
  const { startPostgres } = await import('../dist/index.js')
  const dataDir = await mkdtemp(join(tmpdir(), 'case-timeline-test-'))
  const server = await startPostgres({ dataDir, durable: false })
  process.env.CASE_TIMELINE_TEST_PG = server.url
  globalThis.stopTestPostgres = async () => {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
    delete process.env.CASE_TIMELINE_TEST_PG
    delete globalThis.stopTestPostgres
  }
}
