import { EventCorrected, SuspectArrested } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { canonical } from './canonical.ts'
import { historyOf } from './case-history.ts'
import { aStream, command, note, NoteTaken } from './contract/harness.fixtures.ts'
import { rehashed } from './postgres/attack.fixtures.ts'
import { type EventDatabase, eventDatabase } from './postgres/database.fixtures.ts'
import { postgresEventStore } from './postgres/postgres-event-store.ts'
import { readableEventStore } from './readable-event-store.ts'
import { recordedTexts } from './recorded-texts.ts'
import type { EventStore, StoredEvent, UnreadableEvent } from './event-store.ts'
import { isReadable } from './unreadable-events.ts'

let database: EventDatabase
let store: EventStore
const reported: UnreadableEvent[] = []

beforeAll(async () => {
  database = await eventDatabase()
  store = readableEventStore(postgresEventStore({ url: database.urls.investigation, pollMs: 50 }), (event) => reported.push(event))
})
afterAll(async () => {
  await store.close()
  await database.drop()
})

/** Makes the last event of a stream unreadable, as a superuser of the database can. */
const spoil = (stream: string, change: string) =>
  database.asAdmin(
    'alter table events.event disable trigger append_only',
    `update events.event set ${change} where stream = '${stream}' and revision = (select max(revision) from events.event where stream = '${stream}')`,
    'alter table events.event enable always trigger append_only',
  )

const CHANGES = [
  `envelope = '{}'`,
  `envelope = '7'`,
  `envelope = '{"actor":null}'`,
  `envelope = (envelope::jsonb || '{"subjects":{}}')::json`,
  `data = 'null'`,
  `type = 'investigation.SecretKept'`,
]

describe('an event that cannot be read', () => {
  it.each(CHANGES)('is passed over by every reader of the log, after the change %s', async (change) => {
    const [stream, caseId] = [aStream(), randomUUID()]
    const start = await store.lastPosition()
    await store.append(command({ stream, caseId, facts: [note('a')] }))
    await spoil(stream, change)
    await store.append(command({ caseId, facts: [note('b'), note('c')] }))
    const { events } = await store.readAll({ after: start, limit: 2 })
    expect(events.map(({ data }) => data)).toEqual([{ text: 'b' }, { text: 'c' }])
    const stop = new AbortController()
    for await (const page of store.subscribeAll({ after: start, limit: 1, signal: stop.signal })) {
      expect(page.events.map(({ data }) => data)).not.toContainEqual({ text: 'a' })
      if (page.events.some(({ data }) => (data as NoteTaken['data']).text === 'c')) stop.abort()
    }
    expect(reported.filter((one) => one.stream === stream)).toMatchObject([{ revision: 0, caseId }])
    expect(store.unreadableEvents()).toContainEqual(reported.at(-1))
  })

  it('keeps its place in its stream and its case, visible to nobody, so that appends and guards count from it', async () => {
    const [stream, caseId] = [aStream(), randomUUID()]
    await store.append(command({ stream, caseId, facts: [note('a'), note('b')] }))
    await spoil(stream, `envelope = '{}'`)
    for (const events of [await store.readStream(stream), await store.readCase(caseId)]) {
      expect(events.map(isReadable)).toEqual([true, false])
      expect(events[1]).toMatchObject({ stream, revision: 1, visibility: [] })
    }
    const guarded = command({ caseId, guards: [{ stream, revision: 1 }] })
    expect(await store.append(guarded)).toMatchObject({ outcome: 'appended' })
    expect(await store.append(command({ stream, caseId, expected: 1 }))).toMatchObject({ outcome: 'appended', firstRevision: 2 })
  })

  it('is shown unchanged by the unfiltered store, for verification', async () => {
    const stream = aStream()
    await store.append(command({ stream }))
    await spoil(stream, `envelope = '{}'`)
    expect((await store.unfiltered.readStream(stream)).map(({ envelopeText }) => envelopeText)).toEqual(['{}'])
  })

  it('is not an event of a later release, whose envelope has unknown members', async () => {
    const stream = aStream()
    await store.append(command({ stream, facts: [note('later')] }))
    await spoil(stream, `envelope = (envelope::jsonb || '{"later":{"a":[1]}}')::json`)
    expect((await store.readStream(stream)).map(({ data }) => data)).toEqual([{ text: 'later' }])
  })
})

describe('an event whose data does not fit its type', () => {
  const { example } = SuspectArrested
  const arrest = (caseId: string, stream = aStream()) =>
    command({ stream, caseId, facts: [{ type: SuspectArrested.type, data: example }], types: [SuspectArrested] })

  it.each([
    "'{}'",
    `'{"personRef":null,"ground":null,"flagrante":null,"rightsRead":null}'`,
    `('{"a":' || repeat('[', 5000) || repeat(']', 5000) || '}')::json`,
  ])('is passed over and reported like one that was changed, with its place kept in its case: %s', async (data) => {
    const [spoilt, caseId] = [aStream(), randomUUID()]
    const start = await store.lastPosition()
    await store.append(arrest(caseId, spoilt))
    await spoil(spoilt, `data = ${data}`)
    const other = arrest(caseId)
    await store.append(other)
    expect((await store.readAll({ after: start, limit: 10 })).events.map(({ stream }) => stream)).toEqual([other.stream])
    expect((await store.readCase(caseId)).map(isReadable)).toEqual([false, true])
    expect(store.unreadableEvents().filter((one) => one.stream === spoilt)).toMatchObject([{ revision: 0, caseId }])
    expect(await store.append(arrest(caseId, spoilt))).toMatchObject({ outcome: 'appended', firstRevision: 1 })
  })

  it('is a correction, too, if its data does not fit the corrected type: it is reported, and has no effect', async () => {
    const [stream, caseId] = [aStream(), randomUUID()]
    const recorded = await store.append(arrest(caseId, stream))
    if (recorded.outcome !== 'appended') throw new Error('not recorded')
    const [correctsId] = recorded.ids
    const data = { ...EventCorrected.example, correctsId, data: {} }
    const sent = command({ stream, caseId })
    const members = { type: EventCorrected.type, corrects: correctsId, schemaVersion: 1 }
    await store.append({ ...sent, events: sent.events.map((event) => rehashed({ ...event, dataText: canonical(data) }, members)) })
    const history = historyOf(await store.readCase(caseId))
    expect(history.facts(SuspectArrested.type).map((fact) => fact.data)).toEqual([example])
    expect(store.unreadableEvents().filter((one) => one.stream === stream)).toMatchObject([
      { revision: 1, reason: 'the data of the correction does not fit investigation.SuspectArrested in version 1' },
    ])
  })
})

describe('an event that this process recorded', () => {
  it('is known again by each of its stores, and not by other processes, nor after it was changed', async () => {
    const texts = recordedTexts()
    const known: boolean[] = []
    const recorded = {
      ...texts,
      has: (event: StoredEvent) => {
        known.push(texts.has(event))
        return known.at(-1) ?? false
      },
    }
    const [here, auditTrail] = [database.urls.investigation, database.urls.auditTrail].map((url) =>
      readableEventStore(postgresEventStore({ url }), undefined, recorded),
    )
    if (!here || !auditTrail) throw new Error('two stores were opened')
    try {
      const [stream, caseId] = [aStream(), randomUUID()]
      await here.append(command({ stream, caseId, facts: [note('a'), note('b')] }))
      expect((await auditTrail.readCase(caseId)).map(({ data }) => data)).toEqual([{ text: 'a' }, { text: 'b' }])
      expect(known).toEqual([true, true])
      await store.append(command({ caseId }))
      await spoil(stream, `envelope = (envelope::jsonb || '{"subjects":{}}')::json`)
      expect((await here.readCase(caseId)).map(isReadable)).toEqual([true, false, true])
      expect(known.slice(2)).toEqual([true, false, false])
    } finally {
      await Promise.all([here.close(), auditTrail.close()])
    }
  })
})
