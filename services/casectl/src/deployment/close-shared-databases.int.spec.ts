import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { type RunningPostgres, startPostgres } from '@case-timeline/embedded'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { casectl, queried } from './deployment.fixtures.ts'

jest.setTimeout(120_000)

let folder: string
let server: RunningPostgres
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'case-timeline-closed-'))
  server = await startPostgres({ dataDir: folder, durable: false })
})
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

const provide = async (...more: readonly string[]) => {
  const { code, out, err } = await casectl({ ADMIN_URL: server.url }, 'provide', '--json', ...more)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out) as { notes: readonly string[]; services: Record<ServiceName, Record<string, string>> }
}
const connect = (url: string, database: string) => queried(Object.assign(new URL(url), { pathname: `/${database}` }).href, 'select')

describe('casectl provide', () => {
  it('leaves the databases of every server open where other systems may need them, and says what to do', async () => {
    await queried(server.url, `create role another_system login password 'a'`)
    const { notes } = await provide('--prefix', 'first_')
    expect(notes).toEqual([
      'every login may still connect to postgres and template1, because other systems may need it (another_system): if none does, revoke connect, temporary on database postgres, template1 from public',
    ])
    await connect(Object.assign(new URL(server.url), { username: 'another_system', password: 'a' }).href, 'postgres')
    await queried(server.url, 'drop role another_system')
  })

  it('withdraws them from every login of a service otherwise, once, and goes on to create databases', async () => {
    const { notes, services } = await provide('--prefix', 'second_')
    expect(notes).toEqual(['no login but those of superusers may connect to postgres and template1 any more'])
    for (const service of SERVICES)
      for (const url of Object.entries(services[service]).flatMap(([name, value]) => (name === 'VAULT_KEYS' ? [] : [value])))
        for (const database of ['postgres', 'template1'])
          await expect(connect(url, database)).rejects.toThrow(/permission denied for database/)
    expect((await provide('--prefix', 'second_')).notes).toEqual([])
    expect((await provide('--prefix', 'third_')).notes).toEqual([])
  })
})
