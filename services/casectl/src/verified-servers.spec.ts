import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { SERVICES } from '@case-timeline/contracts'
import type { Environment } from './client.ts'
import { casectl } from './deployment/deployment.fixtures.ts'
import { readStores } from './import/destination.ts'
import { requireVerified } from './verified-servers.ts'

const REMOTE = 'postgres://postgres:hunter2@db.example:5432/postgres'
const LOCAL = 'postgres://postgres:hunter2@127.0.0.1:9/postgres'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'case-timeline-verified-'))
})
afterAll(() => rm(folder, { recursive: true }))

const storesFileWith = async (url: string): Promise<string> => {
  const file = join(folder, `${encodeURIComponent(url)}.json`)
  const stores = Object.fromEntries(SERVICES.map((service) => [service, service === 'prosecution' ? url : LOCAL]))
  await writeFile(file, JSON.stringify({ deployment: 'zz', digestKey: '1'.repeat(64), stores }))
  return file
}

describe('a PostgreSQL on another machine is not connected to without TLS that verifies it,', () => {
  it.each([
    ['ADMIN_URL', { ADMIN_URL: REMOTE }, ['provide']],
    ['ADMIN_URL', { ADMIN_URL: `${REMOTE}?sslmode=require` }, ['migrate']],
    ['DATABASE_URL', { DATABASE_URL: REMOTE }, ['up']],
    ['MOVE_FROM', { MOVE_FROM: REMOTE, MOVE_TO: LOCAL }, ['events', 'move']],
    ['MOVE_TO', { MOVE_FROM: LOCAL, MOVE_TO: `${REMOTE}?sslmode=no-verify` }, ['events', 'compare']],
  ])('that of %s, as in %j, by casectl %j', async (name, env: Environment, command) => {
    expect(await casectl(env, '--data', join(folder, 'data'), ...command)).toEqual({
      code: 2,
      out: '',
      err: `${name} connects to another machine and does not verify it: add sslmode=verify-full, and sslrootcert=FILE for an authority of your own.\n`,
    })
  })

  it('that of DATABASE_URL by casectl doctor', async () => {
    const { out } = await casectl({ DATABASE_URL: REMOTE }, '--data', join(folder, 'data'), 'doctor')
    expect(out).toMatch(/FAIL {2}PostgreSQL .*another machine, which is not verified\n.*add sslmode=verify-full/)
    expect(out).not.toContain('hunter2')
  })

  it('that of a file of stores, whose name and service are stated, and no address', async () => {
    const file = await storesFileWith(REMOTE)
    await expect(readStores(file, {})).rejects.toThrow(
      `${file}: the store of prosecution connects to another machine and does not verify it: add sslmode=verify-full`,
    )
    const verified = `${REMOTE}?sslmode=verify-full`
    expect((await readStores(await storesFileWith(verified), {})).stores.prosecution).toBe(verified)
  })

  it('except in development mode, as by a service', async () => {
    expect(() => requireVerified({ DEVELOPMENT_MODE: 'on' }, 'DATABASE_URL', REMOTE)).not.toThrow()
    expect(() => requireVerified({ DEVELOPMENT_MODE: 'off' }, 'DATABASE_URL', REMOTE)).toThrow()
    for (const url of [LOCAL, 'postgres://postgres@localhost/postgres?host=/run/postgresql', 'esdb://db.example:2113'])
      expect(() => requireVerified({}, 'DATABASE_URL', url)).not.toThrow()
  })
})
