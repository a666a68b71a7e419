import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AgencyKeysUnfit } from './agency-keys.ts'
import { agencyRegister, AgencyKeysUnreachable } from './agency-register.ts'
import { kidOf, signingAgencies } from './signing.fixtures.ts'

const police = { agencyId: 'zz-police', sector: 'investigation', roles: ['investigator'] } as const
const harbour = { ...police, agencyId: 'zz-harbour-police' } as const

let folder: string
let one: string
let both: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agency-keys-'))
  ;[one, both] = (await Promise.all([[police], [police, harbour]].map(async (agencies) => (await signingAgencies(agencies)).document))) as [
    string,
    string,
  ]
})
afterAll(() => rm(folder, { recursive: true }))

/** A register in a file, read on a clock that the spec sets. */
const opened = async (document: string) => {
  const file = join(folder, `${Math.abs(document.length)}-${String(performance.now())}.json`)
  await writeFile(file, document)
  const clock = { ms: 0 }
  const failures: unknown[] = []
  const register = await agencyRegister(pathToFileURL(file), {
    now: () => clock.ms,
    failed: (error) => failures.push(error),
  })
  return { register, clock, failures, write: (text: string) => writeFile(file, text), remove: () => rm(file) }
}

describe('the register of agencies', () => {
  it('finds an agency, and a key among its own', async () => {
    const { register } = await opened(both)
    expect((await register.find('zz-police'))?.agencyId).toBe('zz-police')
    expect((await register.find('zz-police', kidOf('zz-police', 'EdDSA')))?.agencyId).toBe('zz-police')
    expect(await register.find('zz-police', kidOf('zz-harbour-police', 'EdDSA'))).toBe(undefined)
    expect(register.all().map(({ agencyId }) => agencyId)).toEqual(['zz-police', 'zz-harbour-police'])
  })

  it('is read again for a name that it does not know, but not at every message', async () => {
    const { register, clock, write } = await opened(one)
    await write(both)
    expect(await register.find('zz-harbour-police')).toBe(undefined)
    clock.ms = 30_000
    expect((await register.find('zz-harbour-police'))?.agencyId).toBe('zz-harbour-police')
  })

  it('forgets a key that was taken out, within five minutes', async () => {
    const { register, clock, write } = await opened(both)
    await write(one)
    clock.ms = 299_999
    expect((await register.find('zz-harbour-police'))?.agencyId).toBe('zz-harbour-police')
    clock.ms = 300_000
    expect(await register.find('zz-harbour-police')).toBe(undefined)
  })

  it('stays as it was when it is written wrongly or goes away, and says so', async () => {
    const { register, clock, failures, write, remove } = await opened(one)
    await write('{')
    clock.ms = 300_000
    expect((await register.find('zz-police'))?.agencyId).toBe('zz-police')
    await remove()
    clock.ms = 600_000
    expect((await register.find('zz-police'))?.agencyId).toBe('zz-police')
    expect(failures.map((failure) => (failure as Error).name)).toEqual(['AgencyKeysUnfit', 'AgencyKeysUnreachable'])
  })

  it('refuses to be opened on a document that cannot be believed', async () => {
    await expect(opened('{')).rejects.toThrow(AgencyKeysUnfit)
  })

  it('that cannot be reached is asked for again with the next message', async () => {
    const file = join(folder, 'later.json')
    const register = await agencyRegister(pathToFileURL(file))
    await expect(register.find('zz-police')).rejects.toThrow(AgencyKeysUnreachable)
    await writeFile(file, one)
    expect((await register.find('zz-police'))?.agencyId).toBe('zz-police')
  })
})

describe('a register on the web', () => {
  it('is read once it answers, and neither followed elsewhere nor read without end', async () => {
    let answer: { status: number; headers?: Record<string, string>; body: string } = { status: 503, body: '' }
    const server = createServer((_, reply) => void reply.writeHead(answer.status, answer.headers).end(answer.body))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/agencies.json`)
    try {
      const register = await agencyRegister(url)
      const asked = () =>
        register.find('zz-police').then(
          (agency) => agency?.agencyId,
          (error: Error) => error.name,
        )
      expect(await asked()).toBe('AgencyKeysUnreachable')
      answer = { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' }
      expect(await asked()).toBe('AgencyKeysUnreachable')
      answer = { status: 200, body: ' '.repeat(5_000_000) }
      expect(await asked()).toBe('AgencyKeysUnreachable')
      answer = { status: 200, body: one }
      expect(await asked()).toBe('zz-police')
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })
})
