import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { InvalidAgencyKeys } from './agency-keys.ts'
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

/** A register in a file, read with a clock that the spec sets. */
const openRegister = async (document: string) => {
  const file = join(folder, `${Math.abs(document.length)}-${String(performance.now())}.json`)
  await writeFile(file, document)
  const clock = { ms: 0 }
  const failures: unknown[] = []
  const register = await agencyRegister(pathToFileURL(file), {
    now: () => clock.ms,
    onReadFailure: (error) => failures.push(error),
  })
  return { register, clock, failures, write: (text: string) => writeFile(file, text), remove: () => rm(file) }
}

describe('the register of agencies', () => {
  it('finds an agency, and only its own keys', async () => {
    const { register } = await openRegister(both)
    expect((await register.find('zz-police'))?.agencyId).toBe('zz-police')
    expect((await register.find('zz-police', kidOf('zz-police', 'EdDSA')))?.agencyId).toBe('zz-police')
    expect(await register.find('zz-police', kidOf('zz-harbour-police', 'EdDSA'))).toBe(undefined)
    expect(register.all().map(({ agencyId }) => agencyId)).toEqual(['zz-police', 'zz-harbour-police'])
  })

  it('finds a key by its name alone, and whose it is', async () => {
    const { register, clock, write } = await openRegister(one)
    const kid = kidOf('zz-harbour-police', 'EdDSA')
    await write(both)
    expect(await register.findKey(kid)).toBe(undefined)
    clock.ms = 30_000
    expect(await register.findKey(kid)).toMatchObject({ agency: { agencyId: 'zz-harbour-police' }, key: { kid } })
    await write(one)
    clock.ms = 330_000
    expect(await register.findKey(kid)).toBe(undefined)
  })

  it('is read again for an unknown agency, but not for every message', async () => {
    const { register, clock, write } = await openRegister(one)
    await write(both)
    expect(await register.find('zz-harbour-police')).toBe(undefined)
    clock.ms = 30_000
    expect((await register.find('zz-harbour-police'))?.agencyId).toBe('zz-harbour-police')
  })

  it('drops a removed key within five minutes', async () => {
    const { register, clock, write } = await openRegister(both)
    await write(one)
    clock.ms = 299_999
    expect((await register.find('zz-harbour-police'))?.agencyId).toBe('zz-harbour-police')
    clock.ms = 300_000
    expect(await register.find('zz-harbour-police')).toBe(undefined)
  })

  it('keeps its last valid state when the document becomes invalid or unreachable, and reports the failure', async () => {
    const { register, clock, failures, write, remove } = await openRegister(one)
    await write('{')
    clock.ms = 300_000
    expect((await register.find('zz-police'))?.agencyId).toBe('zz-police')
    await remove()
    clock.ms = 600_000
    expect((await register.find('zz-police'))?.agencyId).toBe('zz-police')
    expect(failures.map((failure) => (failure as Error).name)).toEqual(['InvalidAgencyKeys', 'AgencyKeysUnreachable'])
  })

  it('uses no key that it could not read again for an hour, until it can be read', async () => {
    const { register, clock, write, remove } = await openRegister(one)
    await remove()
    clock.ms = 3_599_999
    expect((await register.find('zz-police'))?.agencyId).toBe('zz-police')
    clock.ms = 3_900_000
    await expect(register.find('zz-police')).rejects.toThrow(AgencyKeysUnreachable)
    expect(register.all()).toEqual([])
    await write('{')
    await expect(register.find('zz-police')).rejects.toThrow(AgencyKeysUnreachable)
    await write(one)
    expect((await register.find('zz-police'))?.agencyId).toBe('zz-police')
  })

  it('cannot be opened with an invalid document', async () => {
    await expect(openRegister('{')).rejects.toThrow(InvalidAgencyKeys)
  })

  it('is read again for the next message if it was unreachable', async () => {
    const file = join(folder, 'later.json')
    const register = await agencyRegister(pathToFileURL(file))
    await expect(register.find('zz-police')).rejects.toThrow(AgencyKeysUnreachable)
    await writeFile(file, one)
    expect((await register.find('zz-police'))?.agencyId).toBe('zz-police')
  })
})

describe('a register at an HTTP address', () => {
  it('is read once it answers, without following redirects and with a limit on its size', async () => {
    let answer: { status: number; headers?: Record<string, string>; body: string } = { status: 503, body: '' }
    const server = createServer((_, reply) => void reply.writeHead(answer.status, answer.headers).end(answer.body))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/agencies.json`)
    try {
      const register = await agencyRegister(url)
      const found = () =>
        register.find('zz-police').then(
          (agency) => agency?.agencyId,
          (error: Error) => error.name,
        )
      expect(await found()).toBe('AgencyKeysUnreachable')
      answer = { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' }
      expect(await found()).toBe('AgencyKeysUnreachable')
      answer = { status: 200, body: ' '.repeat(5_000_000) }
      expect(await found()).toBe('AgencyKeysUnreachable')
      answer = { status: 200, body: one }
      expect(await found()).toBe('zz-police')
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })
})
