import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CaseEventRecord } from '@case-timeline/contracts'
import { canonicalHash } from '@case-timeline/event-store'
import { connect } from './client.ts'
import { playDemo, scenario } from './demo.ts'
import { exportEvents, type Manifest } from './export-events.ts'
import { EXIT, run } from './index.ts'
import { type TestSystem, testSystem } from './test-system.fixtures.ts'

jest.setTimeout(240_000)

let system: TestSystem
let folder: string
beforeAll(async () => {
  system = await testSystem()
  const demo = await scenario(new URL('../../../deploy/demo/scam-compound.json', import.meta.url))
  for await (const { step } of playDemo(system, demo)) expect(step).not.toBe('')
})
afterAll(() => system.stop())
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'export-'))
})
afterEach(() => rm(folder, { recursive: true }))

const casectl = async (args: readonly string[], env: Record<string, string> = {}) => {
  const written = { out: '', err: '' }
  const stream = (name: 'out' | 'err') => ({ write: (text: string) => (written[name] += text) }) as unknown as NodeJS.WritableStream
  const code = await run(['--data', system.dataDir, ...args], env, { out: stream('out'), err: stream('err') })
  return { code, ...written }
}
const fileIn = (name = 'events.ndjson') => join(folder, name)
const linesOf = async (file: string) => (await readFile(file, 'utf8')).split('\n').slice(0, -1)
const manifestOf = async (file: string) => JSON.parse(await readFile(`${file}.manifest.json`, 'utf8')) as Manifest
const parsed = (line: string): unknown => JSON.parse(line)
const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex')

describe('casectl events export', () => {
  it('writes each event of the log once, in its order, and a manifest with the checksum of the file', async () => {
    const { code, out } = await casectl(['events', 'export', '--out', fileIn()])
    expect({ code, out }).toEqual({ code: EXIT.done, out: expect.stringMatching(/^\d+ events written to /) })
    const all = (await casectl(['--json', 'events', 'tail', '--after', '0', '--limit', '10000'])).out.trim().split('\n')
    const lines = await linesOf(fileIn())
    expect(lines.length).toBeGreaterThan(150)
    expect(lines.map(parsed)).toEqual(all.slice(0, lines.length).map(parsed))
    const content = await readFile(fileIn())
    expect(await manifestOf(fileIn())).toMatchObject({
      file: 'events.ndjson',
      sha256: sha256(content),
      bytes: content.length,
      events: lines.length,
      lastPosition: (JSON.parse(lines.at(-1) ?? '') as { position: string }).position,
    })
    expect((await readdir(folder)).sort()).toEqual(['events.ndjson', 'events.ndjson.manifest.json'])
  })

  it('writes the same file page by page', async () => {
    const screen = { json: true, out: { write: () => true } as unknown as NodeJS.WritableStream }
    const client = await connect(system.dataDir, {})
    await exportEvents(screen, client, fileIn('one'))
    await exportEvents(screen, client, fileIn('many'), 7)
    const [one, many] = [await linesOf(fileIn('one')), await linesOf(fileIn('many'))]
    expect(many.slice(0, one.length)).toEqual(one)
  })

  it('names a file in a folder by the time', async () => {
    expect((await casectl(['events', 'export', '--out', folder])).code).toBe(EXIT.done)
    expect((await readdir(folder)).sort()).toEqual([
      expect.stringMatching(/^events-\d{8}T\d{6}Z\.ndjson$/),
      expect.stringMatching(/^events-\d{8}T\d{6}Z\.ndjson\.manifest\.json$/),
    ])
  })

  it('writes files that only their owner may read', async () => {
    await casectl(['events', 'export', '--out', fileIn()])
    for (const file of [fileIn(), `${fileIn()}.manifest.json`]) expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  it('replaces no file', async () => {
    await writeFile(fileIn(), 'kept')
    expect(await casectl(['events', 'export', '--out', fileIn()])).toMatchObject({
      code: EXIT.usage,
      err: expect.stringContaining('exists'),
    })
    expect(await readFile(fileIn(), 'utf8')).toBe('kept')
  })

  it('leaves nothing when the system does not respond', async () => {
    const env = { CASE_TIMELINE_URLS: 'audit-trail=http://127.0.0.1:9', CASE_TIMELINE_TOKEN: 'none' }
    expect((await casectl(['events', 'export', '--out', fileIn()], env)).code).toBe(EXIT.failed)
    expect(await readdir(folder)).toEqual([])
  })

  it('states that a folder does not exist', async () =>
    expect(await casectl(['events', 'export', '--out', fileIn('absent/events')])).toMatchObject({
      code: EXIT.usage,
      err: expect.stringContaining('cannot be written'),
    }))
})

describe('casectl audit verify-export', () => {
  const verify = () => casectl(['audit', 'verify-export', fileIn()])
  /** Changes the file, and its manifest so that it agrees. */
  const forge = async (change: (lines: readonly string[]) => readonly string[]) => {
    const lines = change(await linesOf(fileIn()))
    const text = lines.map((line) => `${line}\n`).join('')
    await writeFile(fileIn(), text)
    const manifest = { ...(await manifestOf(fileIn())), sha256: sha256(text), events: lines.length, bytes: Buffer.byteLength(text) }
    await writeFile(`${fileIn()}.manifest.json`, JSON.stringify(manifest))
  }
  beforeEach(async () => void (await casectl(['events', 'export', '--out', fileIn()])))

  it('recomputes every hash and chain, over withheld events, too', async () => {
    expect((await manifestOf(fileIn())).withheld).toBeGreaterThan(0)
    expect(await verify()).toEqual({
      code: EXIT.done,
      out: expect.stringMatching(/^Intact: \d+ events in \d+ streams, every hash/),
      err: '',
    })
  })

  const changes = {
    dataHash: (record: CaseEventRecord) => ({ ...record, data: { changed: true } }),
    malformed: (record: CaseEventRecord) => ({ ...record, data: { amount: 0.5 } }),
    eventHash: ({ envelope, ...record }: CaseEventRecord) => ({ ...record, envelope: { ...envelope, correlationId: 'other' } }),
    chainHash({ envelope, ...record }: CaseEventRecord) {
      const changed = { ...envelope, correlationId: 'other' }
      return { ...record, envelope: changed, eventHash: canonicalHash(changed) }
    },
  }
  it.each(Object.entries(changes))('finds a changed event by its %s, although the manifest agrees', async (difference, change) => {
    await forge(([first = '', ...rest]) => [JSON.stringify(change(JSON.parse(first) as CaseEventRecord)), ...rest])
    expect(await verify()).toMatchObject({ code: EXIT.failed, err: expect.stringContaining(`line 1: ${difference}`) })
  })

  it('finds a removed event, although the manifest agrees', async () => {
    await forge((lines) => lines.slice(1))
    expect(await verify()).toMatchObject({ code: EXIT.failed, err: expect.stringMatching(/line \d+: revision 0 of \S+ is missing/) })
  })

  it('finds an event that was moved', async () => {
    await forge(([first = '', second = '', ...rest]) => [second, first, ...rest])
    expect(await verify()).toMatchObject({ code: EXIT.failed, err: expect.stringMatching(/is not after|is missing/) })
  })

  const isWithheld = (line: string) => 'withheldBy' in (JSON.parse(line) as object)
  const hiding = {
    'data that were changed behind a member withheldBy': [
      ([first = '', ...rest]: readonly string[]) => [
        JSON.stringify({ ...changes.dataHash(JSON.parse(first) as CaseEventRecord), withheldBy: [randomUUID()] }),
        ...rest,
      ],
      'line 1: it is not an event',
    ],
    'an invented withheld event in place of the last event': [
      (lines: readonly string[]) => {
        const { position, recordedAt } = JSON.parse(lines.at(-1) ?? '') as CaseEventRecord
        const invented = { position, recordedAt, eventHash: sha256('one'), chainHash: sha256('other'), withheldBy: [randomUUID()] }
        return [...lines.slice(0, -1), JSON.stringify(invented)]
      },
      /line \d+: chainHash/,
    ],
    'a first event that occurs again as a withheld one': [
      (lines: readonly string[]) => {
        const { recordedAt, eventHash, chainHash } = JSON.parse(lines[0] ?? '') as CaseEventRecord
        const position = '9000000000000000000'
        return [...lines, JSON.stringify({ position, recordedAt, eventHash, chainHash, withheldBy: [randomUUID()] })]
      },
      /line \d+: the first event of a stream occurs again/,
    ],
    'an event without its data and salt': [
      ([first = '', ...rest]: readonly string[]) => {
        const { data: _, salt: __, ...record } = JSON.parse(first) as CaseEventRecord
        return [JSON.stringify(record), ...rest]
      },
      'line 1: it is not an event',
    ],
    'a shown event that was replaced by its own hashes': [
      (lines: readonly string[]) => {
        const at = lines.findLastIndex((line) => !isWithheld(line))
        const { position, recordedAt, eventHash, chainHash } = JSON.parse(lines[at] ?? '') as CaseEventRecord
        return lines.with(at, JSON.stringify({ position, recordedAt, eventHash, chainHash, withheldBy: [randomUUID()] }))
      },
      /\d+ of its events are withheld, and its manifest states \d+/,
    ],
  } as const
  it.each(Object.entries(hiding))('finds %s, although the checksum agrees', async (_, [change, said]) => {
    await forge(change)
    expect(await verify()).toMatchObject({ code: EXIT.failed, err: expect.stringMatching(said) })
  })

  it('finds that the end was cut off', async () => {
    const lines = await linesOf(fileIn())
    await writeFile(
      fileIn(),
      lines
        .slice(0, -1)
        .map((line) => `${line}\n`)
        .join(''),
    )
    expect(await verify()).toMatchObject({ code: EXIT.failed, err: expect.stringContaining('its manifest states') })
  })

  it('names a missing manifest', async () => {
    await rm(`${fileIn()}.manifest.json`)
    expect(await verify()).toMatchObject({ code: EXIT.usage, err: expect.stringContaining('manifest.json is missing') })
  })
})
