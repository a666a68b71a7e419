import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from '@jest/globals'
import { type CloudEvent, EVENT_WITHHELD, type WithheldEvent, WithheldRecord } from '@case-timeline/contracts'
import { canonical, CHAIN_START, chainHash, dataHash, eventHash } from '@case-timeline/event-store'

const howTo = (file: string): string => fileURLToPath(new URL(`../../../docs/how-to/${file}`, import.meta.url))
const page = readFileSync(howTo('verify-a-case.md'), 'utf8')
const workedCase = JSON.parse(readFileSync(howTo('verify-events.example.json'), 'utf8')) as (CloudEvent | WithheldEvent)[]
const folder = mkdtempSync(join(tmpdir(), 'verify-events-'))
afterAll(() => rmSync(folder, { recursive: true }))

const verified = (events: readonly unknown[], text = JSON.stringify(events)) => {
  const file = join(folder, 'events')
  writeFileSync(file, text)
  const { status, stdout, stderr } = spawnSync(process.execPath, [howTo('verify-events.mjs'), file], { encoding: 'utf8' })
  return { status, said: (stdout + stderr).trim() }
}
const changed = (position: string, change: object) =>
  workedCase.map((event) => (event.position === position ? { ...event, data: { ...event.data, ...change } } : event))
/** The case without the event at 50, so that a withheld event is the last of its stream; that event is changed and comes last. */
const withheldAtTheEnd = (change: object) => [
  ...workedCase.filter(({ position }) => position !== '44' && position !== '50'),
  ...changed('44', { position: '54', ...change }).filter(({ position }) => position === '44'),
]
const invented = withheldAtTheEnd({ eventHash: '12'.repeat(32), chainHash: '34'.repeat(32) })

describe('the worked case of docs/how-to/verify-a-case.md', () => {
  it('has the positions, types and hashes that the page shows', () => {
    const rows = [...page.matchAll(/^\| (\d+) +\| `([\w.-]+)` +\| (\S+) +\| `([0-9a-f]{8})…` \| `([0-9a-f]{8})…` \|/gm)]
    expect(rows.map(([, ...cells]) => cells)).toEqual(
      workedCase.map(({ position, type, data }) => [
        position,
        type,
        'revision' in data ? String(data.revision) : 'unknown',
        data.eventHash.slice(0, 8),
        data.chainHash.slice(0, 8),
      ]),
    )
  })

  it('has withheld events of the published shape', () => {
    const withheld = workedCase.filter(({ type }) => type === EVENT_WITHHELD).map(({ data }) => WithheldRecord.parse(data))
    expect(withheld).toHaveLength(2)
  })

  it('is intact, as one array and with one event on each line', () => {
    const intact = { status: 0, said: 'intact: 5 events in 2 streams, 2 of them withheld' }
    expect(verified(workedCase)).toEqual(intact)
    expect(verified([], workedCase.map(({ data }) => JSON.stringify(data)).join('\n'))).toEqual(intact)
    expect(page).toContain(`\`\`\`text printed\n${intact.said}\n\`\`\``)
  })

  it.each([
    ['the data of an event', changed('50', { data: {} }), '50 differs: dataHash'],
    ['the envelope of an event', changed('50', { envelope: {} }), '50 differs: dataHash'],
    ['the hash of an event', changed('50', { eventHash: '00'.repeat(32) }), '50 differs: eventHash'],
    ['the hash of the last withheld event', withheldAtTheEnd({ eventHash: '00'.repeat(32) }), '54 differs: chainHash'],
    ['the chain hash of an event', changed('41', { chainHash: '00'.repeat(32) }), '41 differs: chainHash'],
    ['an invented withheld event at its end', invented, '54 differs: chainHash'],
    [
      'data changed behind a member withheldBy',
      changed('50', { data: {}, withheldBy: ['c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e'] }),
      '50 differs: its members are not those of an event',
    ],
    [
      'data changed behind withheldBy and the type of withheld events',
      changed('50', { data: {}, withheldBy: [] }).map((event) => (event.position === '50' ? { ...event, type: EVENT_WITHHELD } : event)),
      '50 differs: its members are not those of a withheld event',
    ],
    ['a withheld event that no order withholds', changed('44', { withheldBy: [] }), '44 differs: no order withholds it'],
    ['the first event of a stream twice', [...workedCase, workedCase[0]], '41 differs: it occurs again'],
    ['a withheld first event twice', [...workedCase, workedCase[2]], '47 differs: it occurs again'],
  ])('is not intact with %s changed', (_, events, said) =>
    expect(verified(events)).toEqual({ status: 1, said: `the event at position ${said}` }),
  )
})

describe('events that are not a whole case', () => {
  const answer = (headers: string, body: unknown) => verified([], `HTTP/1.1 ${headers}\r\n\r\n${JSON.stringify(body)}`)

  it('cannot be verified whole when events of a stream were not received, as by a reader who is no auditor', () => {
    const { status, said } = verified(workedCase.filter(({ type }) => type !== EVENT_WITHHELD))
    const { stream } = (workedCase[0] as CloudEvent).data.envelope
    expect({ status, said }).toEqual({
      status: 2,
      said: expect.stringContaining(`cannot be verified whole: 1 events of ${stream} were not`),
    })
    expect(said).toContain('an auditor')
    expect(said).not.toContain('differs')
  })

  it.each([
    ['a missing event', workedCase.filter(({ position }) => position !== '44')],
    ['another order', workedCase.toReversed()],
    ['the hash of a withheld event before another changed', changed('44', { eventHash: '00'.repeat(32) })],
  ])('are not intact with %s', (_, events) => expect(verified(events).status).not.toBe(0))

  it('are not intact when the last page was cut at its limit', () => {
    expect(answer('200 OK\r\ncaught-up: false', workedCase)).toEqual({
      status: 2,
      said: expect.stringContaining('read on after its cursor'),
    })
    expect(answer('200 OK\r\nCaught-Up: true', workedCase)).toMatchObject({ status: 0 })
  })

  it.each([
    ['a refusal', { type: 'about:blank', title: 'Forbidden', status: 403, detail: 'not your case' }, '403 Forbidden. not your case'],
    ['nothing', [], 'no events'],
  ])('have an answer in a sentence where there is %s', (_, body, said) =>
    expect(verified([], JSON.stringify(body, undefined, 2))).toEqual({ status: 2, said: expect.stringContaining(said) }),
  )
})

describe('an event that was recorded in another form than RFC 8785', () => {
  const SALT = '00112233445566778899aabbccddeeff'
  /** The event at 41, as it would be if this text had been recorded. */
  const recordedAs = (dataText: string) => {
    const { data } = workedCase.find(({ position }) => position === '41') as CloudEvent
    const envelope = { ...data.envelope, dataHash: dataHash(Buffer.from(SALT, 'hex'), dataText).toString('hex') }
    const hash = eventHash(canonical(envelope))
    const chain = chainHash(CHAIN_START, 0, hash)
    const { data: _, ...rest } = { ...data, envelope, salt: SALT, eventHash: hash.toString('hex'), chainHash: chain.toString('hex') }
    return { record: { ...rest, data: JSON.parse(dataText) as unknown }, text: `{"data":${dataText},${JSON.stringify(rest).slice(1)}` }
  }
  const said = (id: string) =>
    `intact: 1 events in 1 streams, 0 of them withheld\nrecorded in another form, and not changed: event ${id} at position 41, by investigation`

  it.each(['{ "a":1}', '{"b":[1,{"d":1,"c":"},{"}],"a":1}', '{"a":1,"a":2}', '{"a":1.0}', '{"a":1e400}', '{"a":"\\u0061"}'])(
    'is named, and the case is intact: %s',
    (dataText) => {
      const { record, text } = recordedAs(dataText)
      const event = `{"specversion":"1.0","type":"x","data":${text}}`
      const expected = { status: 0, said: said(record.envelope.id) }
      for (const page of [
        text,
        `[${text}]`,
        `[${event}]`,
        `HTTP/1.1 200 OK\r\ncaught-up: true\r\n\r\n[${event}]`,
        JSON.stringify({ ...record, dataText }),
      ])
        expect(verified([], page)).toEqual(expected)
    },
  )

  it.each([
    ['whose text was changed', ({ record }: ReturnType<typeof recordedAs>) => ({ ...record, dataText: '{ "a":2}' })],
    [
      'whose data are not those of its text',
      ({ record }: ReturnType<typeof recordedAs>) => ({ ...record, data: { a: 2 }, dataText: '{ "a":1}' }),
    ],
    ['of which only the value was kept', ({ record }: ReturnType<typeof recordedAs>) => record],
  ])('is reported as changed %s', (_, change) =>
    expect(verified([change(recordedAs('{ "a":1}'))])).toEqual({ status: 1, said: 'the event at position 41 differs: dataHash' }),
  )
})

describe('the vectors of hashes', () => {
  it.each(['hashing.vectors.json', 'ids.vectors.json'])('%s are named on the page', (file) =>
    expect(page).toContain(`](../../libs/event-store/src/${file})`),
  )
})
