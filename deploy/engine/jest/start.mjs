import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile } from '../../compile.mjs'
import { buildImages, importNpmCache, makeBase } from '../build-images.mjs'
import { ensureVersions } from '../../node-versions/versions.mjs'
import { makePostgres } from '../make-postgres.mjs'
import { ensureEngineInstalled } from '../requirements.mjs'
import { startEngine } from '../start-engine.mjs'
import stop from './stop.mjs'

const DOCKERFILE = fileURLToPath(new URL('../../Dockerfile', import.meta.url))
const POSTGRES = 'case-timeline/postgres:test'
const IMAGES = ['investigation', 'prosecution', 'adjudication', 'victim-support', 'audit-trail', 'casectl']

/**
 * Jest calls this once: the run has a Docker engine of its own, in which it builds all images, unless
 * CASE_TIMELINE_TEST_ENGINE names the socket of another one, which keeps what it has built.
 */
export default async () => {
  ensureEngineInstalled()
  compile('services/casectl', 'libs/crash-tests')
  // Not while npm's cache is read.
  await ensureVersions()
  const given = process.env.CASE_TIMELINE_TEST_ENGINE
  const engine = given ? { host: given, stop: async () => undefined } : await startEngine()
  process.env.DOCKER_HOST = engine.host
  globalThis.stopTestEngine = engine.stop
  const folder = await mkdtemp(join(tmpdir(), 'case-timeline-images-'))
  try {
    const [base] = await Promise.all([makeBase(folder, await readFile(DOCKERFILE, 'utf8')), importNpmCache(folder)])
    await Promise.all([makePostgres(folder, base, POSTGRES), buildImages(IMAGES, 'test')])
    process.env.CASE_TIMELINE_TEST_BASE = base
    process.env.CASE_TIMELINE_TEST_POSTGRES = POSTGRES
  } catch (failure) {
    // Jest does not run the teardown after a failed setup.
    await stop()
    throw failure
  } finally {
    await rm(folder, { recursive: true })
  }
}
