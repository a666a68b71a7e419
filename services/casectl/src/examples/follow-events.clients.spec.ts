import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { start as startInvestigation } from '@case-timeline/investigation'
import { type Development, prepareDevelopment, type RunningService } from '@case-timeline/service-kit'
import { ensureTools } from '../../../../deploy/clients/generate.mjs'
import { waitFor } from '../agency-system.fixtures.ts'
import { apiClient, leadInvestigator, newId } from '../api-client.fixtures.ts'
import { compiledExamples, type Examples, LANGUAGES, OPENING, programs } from './programs.fixtures.ts'

let folder: string
let examples: Examples
let deployment: Development
let police: RunningService
let network: Network
const running = programs()
/** Of an event: one before the first is only `0`. */
const CURSOR = /\d+\.[0-9a-f]{16}/

/** Forwards connections to a service, until they are cut. */
interface Network {
  readonly url: string
  /** Cuts every connection without a word. */
  cut(): void
  close(): void
}

const networkTo = async (service: string): Promise<Network> => {
  const sockets = new Set<Socket>()
  const server: Server = createServer((client) => {
    const upstream = connect(Number(new URL(service).port), '127.0.0.1')
    for (const [socket, other] of [[client, upstream] as const, [upstream, client] as const]) {
      sockets.add(socket)
      socket
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(socket)
          other.destroy()
        })
    }
    client.pipe(upstream).pipe(client)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    close: () => {
      server.close()
      cut()
    },
  }
}

beforeAll(async () => {
  examples = compiledExamples(await ensureTools())
  folder = await mkdtemp(join(tmpdir(), 'following-'))
  deployment = await prepareDevelopment({
    adminUrl: process.env['CASE_TIMELINE_TEST_PG'] ?? '',
    prefix: `following_${process.pid}_${Date.now().toString(36)}_`,
    folder,
    deployment: 'zz-example',
    jurisdiction: 'ZZ',
    receivingAgencies: {},
  })
  police = await startInvestigation({ ...deployment.environments.investigation, LOG_LEVEL: 'fatal' })
  network = await networkTo(police.url)
}, 300_000)
afterAll(async () => {
  running.close()
  network.close()
  await police.stop()
  await rm(folder, { recursive: true })
})

const openCase = async (): Promise<string> => {
  const caseId = newId()
  const api = apiClient({ urls: { investigation: police.url } as never, issuer: deployment.issuer })
  expect(await api.post(leadInvestigator, `/cases/${caseId}/open-case`, OPENING)).toMatchObject({ status: 201 })
  return caseId
}

const settings = async (userId = 'case-system') => {
  const { agencyId } = leadInvestigator
  const system = { userId, agencyId, sector: 'investigation' as const, roles: ['agency-system'] }
  return { SERVICE: network.url, TOKEN: await deployment.issuer.tokenFor(system) }
}

describe.each(LANGUAGES)('the example of server-sent events in %s', (language) => {
  it('follows the events, connects again after a cut, and continues at its cursor after a kill -9', async () => {
    const command = examples[language]('follow-events')
    const progress = join(folder, `${language}.progress`)
    const env = await settings()
    const follow = () => running.start([...command, progress], env)
    const savedCursor = async () => CURSOR.exec(await readFile(progress, 'utf8').catch(() => ''))?.[0]

    const before = await openCase()
    const first = follow()
    const prints = (caseId: string) => () => first.lines().some((line) => line.includes(caseId))
    await waitFor('the event of the opened case is printed', prints(before), 60)
    await waitFor('the cursor is saved', async () => (await savedCursor()) !== undefined)
    network.cut()
    const afterCut = await openCase()
    await waitFor('the event that was recorded after the cut is printed', prints(afterCut), 60)
    const printed = first.lines().find((line) => line.includes(afterCut)) ?? '{}'
    const { position } = JSON.parse(printed) as { position: string }
    await waitFor('its cursor is saved', async () => (await savedCursor())?.split('.')[0] === position)
    first.child.kill('SIGKILL')

    const missed = await openCase()
    const second = follow()
    await waitFor('the missed event is printed', () => second.lines().some((line) => line.includes(missed)), 60)
    second.child.kill('SIGKILL')
    expect(second.lines().filter((line) => line.includes(before) || line.includes(afterCut))).toEqual([])
  }, 240_000)

  it('ends without noting a cursor when its output is not taken', async () => {
    const command = examples[language]('follow-events')
    const progress = join(folder, `${language}.untaken`)
    await openCase()
    const full = await open('/dev/full', 'w')
    const { child, errors } = running.start([...command, progress], await settings(), full.fd)
    await waitFor('the program ends', () => child.exitCode !== null, 60)
    await full.close()
    expect({ failed: child.exitCode !== 0, said: errors() }).toEqual({
      failed: true,
      said: expect.stringMatching(/ENOSPC|No space left|the output failed/),
    })
    expect(await readFile(progress, 'utf8').catch(() => '')).not.toMatch(CURSOR)
  }, 240_000)

  it('begins at the first event with an empty file of its cursor', async () => {
    const progress = join(folder, `${language}.empty`)
    await writeFile(progress, '')
    const opened = await openCase()
    const program = running.start([...examples[language]('follow-events'), progress], await settings())
    await waitFor('the event is printed', () => program.lines().some((line) => line.includes(opened)), 60)
    program.child.kill('SIGKILL')
  }, 240_000)

  it('prints each event once, also of a case that is new to it, and ends without a word at Ctrl-C', async () => {
    await openCase()
    const last = await openCase()
    const program = running.start([...examples[language]('follow-events'), join(folder, `${language}.once`)], await settings())
    await waitFor('the last event is printed', () => program.lines().some((line) => line.includes(last)), 60)
    program.child.kill('SIGINT')
    await waitFor('the program ends', () => program.child.exitCode !== null || program.child.signalCode !== null)
    const printed = program.lines().map((line) => JSON.parse(line) as { source: string; id: string })
    const names = printed.map(({ source, id }) => `${source} ${id}`)
    expect(names).toEqual([...new Set(names)])
    expect(program.errors()).toBe('')
  }, 240_000)

  it('says in one line which setting is missing, or that the token is not accepted, and ends with 1', async () => {
    const command = [...examples[language]('follow-events'), join(folder, `${language}.unset`)]
    const { SERVICE, TOKEN } = await settings()
    const ended = { code: 1, out: '' }
    expect(await running.finish(command, { TOKEN })).toEqual({ ...ended, err: expect.stringMatching(/^.*SERVICE.* is not set\n$/) })
    expect(await running.finish(command, { SERVICE })).toEqual({ ...ended, err: expect.stringMatching(/^.*TOKEN.* is not set\n$/) })
    const refused = await running.finish(command, { SERVICE, TOKEN: 'a.b.c' })
    expect(refused).toEqual({ ...ended, err: expect.stringMatching(/^.*401.*unauthenticated.*\n$/) })
  }, 240_000)

  it('says with the status and the reason why it waits while the user has five streams open, and goes on when one ends', async () => {
    const env = await settings(`case-system-${language}`)
    const opened = await openCase()
    const closing = new AbortController()
    const headers = { authorization: `Bearer ${env.TOKEN}` }
    for (let streams = 0; streams < 5; streams += 1)
      expect((await fetch(`${police.url}/events/stream?after=0`, { headers, signal: closing.signal })).status).toBe(200)
    const program = running.start([...examples[language]('follow-events'), join(folder, `${language}.waiting`)], env)
    await waitFor('the reason is printed', () => /429.*you have 5 open streams already/.test(program.errors()), 60)
    expect({ ended: program.child.exitCode, printed: program.lines() }).toEqual({ ended: null, printed: [] })
    closing.abort()
    await waitFor('the event is printed', () => program.lines().some((line) => line.includes(opened)), 60)
    program.child.kill('SIGKILL')
  }, 240_000)
})
