import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { canonical } from '../canonical.ts'
import { aStream, command, note } from '../contract/harness.fixtures.ts'
import type { EventStore, HashedEvent } from '../event-store.ts'
import { parametersOf, rehashed, session, type Parameters, type Session } from './attack.fixtures.ts'
import { eventDatabase, type EventDatabase, LOGINS } from './database.fixtures.ts'
import { migrateEventStore } from './migrate.ts'
import { postgresEventStore } from './postgres-event-store.ts'

describe('an append that only an attacker sends', () => {
  let database: EventDatabase
  let police: Session
  let store: EventStore
  beforeAll(async () => {
    database = await eventDatabase()
    police = await session(database.urls.investigation)
    store = postgresEventStore({ url: database.urls.auditTrail })
  })
  afterAll(async () => {
    await Promise.all([store.close(), police.close()])
    await database.drop()
  })

  const changed = (change: (event: HashedEvent) => HashedEvent, stream = aStream()): Parameters => {
    const sent = command({ stream })
    return parametersOf({ ...sent, events: sent.events.map(change) })
  }
  const withData = (dataText: string): Parameters => changed((event) => rehashed({ ...event, dataText }, {}))

  /** Sends it in each way, and expects a refusal of each that records nothing. */
  const expectRefused = async (sent: Parameters, reason: RegExp) => {
    const before = await store.lastPosition()
    await expect(police.one(sent)).rejects.toThrow(reason)
    await expect(police.batch(sent)).rejects.toThrow(reason)
    expect(await store.lastPosition()).toBe(before)
  }

  const nested = (levels: number, [open, close]: readonly [string, string]) => `{"a":${open.repeat(levels)}1${close.repeat(levels)}}`
  const MANY = Array.from({ length: 300 }, (_, n) => ({ n, tags: ['a', {}] }))

  it.each([
    ['a space', '{ "a":1}'],
    ['a space after a colon', '{"a": 1}'],
    ['a line break at its end', '{"a":1}\n'],
    ['a tab in an array', '{"a":[1,\t2]}'],
    ['a member twice', '{"a":1,"a":2}'],
    ['a member of an inner object twice', '{"a":[{"b":1,"c":2,"b":1}]}'],
    ['a fraction', '{"a":1.0}'],
    ['an exponent', '{"a":1e3}'],
    ['a number beyond all', '{"a":1e400}'],
    ['a number of seventeen digits', '{"a":12345678901234567}'],
    ['minus zero', '{"a":-0}'],
    ['an escape of a letter', '{"a":"\\u0061"}'],
    ['an escape of a slash', '{"a":"\\/"}'],
    ['an escape in upper case', '{"a":"\\u001F"}'],
    ['an escape where a shorter one exists', '{"a":"\\u000a"}'],
    ['an escape in the name of a member', '{"\\u0061":1,"a":2}'],
    ['5,000 arrays in each other', nested(5_000, ['[', ']'])],
    ['64 objects in each other', nested(64, ['{"a":', '}'])],
    ['64 objects in each other among many', `{"a":${canonical(MANY)},"b":${nested(64, ['{"a":', '}'])}}`],
  ])('is refused with data that have %s', (_, dataText) => expectRefused(withData(dataText), /malformed members/))

  it('is not refused with any text, number or depth that the canonical form has', async () => {
    const text = `${Array.from({ length: 0x2ff }, (_, code) => String.fromCharCode(code + 1)).join('')}\u2028ผู้เสียหาย 🜁 ", ": , : \\" [{]}`
    const numbers = [0, 1, -1, 10, 123_456_789, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]
    const value = { [text]: [text, '', [], {}, null, true, false, ...numbers], MANY, 'z: 1, 2': { text, ' ': 1 } }
    for (const dataText of [canonical(value), '{}', nested(62, ['[', ']']), canonical({ MANY })]) {
      const stream = aStream()
      expect(await police.one(changed((event) => rehashed({ ...event, dataText }, {}), stream))).toBe(0)
      expect(await police.batch(withData(dataText))).toEqual([0])
      expect((await store.readStream(stream))[0]?.dataText).toBe(dataText)
    }
  })

  it.each(['EventRetracted', 'EventCorrected'])('is refused with a %s that names two events', async (name) => {
    const foreign = command({ service: 'prosecution', facts: [note('a')] })
    const mine = command()
    for (const [service, one] of [['prosecution', foreign] as const, ['investigation', mine] as const]) {
      const own = postgresEventStore({ url: database.urls[service] })
      await own.append(one)
      await own.close()
    }
    const [mineId, foreignId] = [mine.events[0]?.id, foreign.events[0]?.id]
    const [member, other] = name === 'EventRetracted' ? ['retractsId', 'correctsId'] : ['correctsId', 'retractsId']
    const correcting = (data: object, corrects = mineId) =>
      changed((event) => rehashed({ ...event, dataText: canonical(data) }, { type: `case.${name}`, corrects }), mine.stream)
    for (const [data, corrects] of [
      [{ [member]: foreignId, [other]: mineId }, mineId],
      [{ [member]: mineId, [other]: foreignId }, mineId],
      [{ [member]: mineId, [other]: null }, mineId],
      [{ [other]: mineId }, mineId],
      [{ [member]: mineId?.replaceAll('-', '') }, mineId?.replaceAll('-', '')],
    ] as const)
      await expectRefused(correcting(data, corrects), /concerns no event of its stream/)
    expect(await police.one(correcting({ [member]: mineId, schemaVersion: 1 }))).toBe(0)
  })

  it('is refused with a newer version of a type, or of what it corrects, than any release that migrated the database knows', async () => {
    const inVersion = (schemaVersion: number) => changed((event) => rehashed(event, { schemaVersion }))
    const newest = command().events[0]?.envelope.schemaVersion ?? 0
    for (const version of [newest + 1, 99, 999_999_999, 99_999_999_999]) await expectRefused(inVersion(version), /malformed members/)
    const stream = aStream()
    const mine = command({ stream })
    expect(await police.one(parametersOf(mine))).toBe(0)
    const correctsId = mine.events[0]?.id
    const correcting = (data: object) =>
      changed(
        (event) =>
          rehashed({ ...event, dataText: canonical({ correctsId, ...data }) }, { type: 'case.EventCorrected', corrects: correctsId }),
        stream,
      )
    for (const data of [{ schemaVersion: newest + 1 }, { schemaVersion: 0 }, {}])
      await expectRefused(correcting(data), /a version that its type does not have/)
    expect(await police.one(correcting({ schemaVersion: newest }))).toBe(0)
    await database.asAdmin(`update events.recordable_type set newest = ${newest + 1} where type = '${mine.events[0]?.type}'`)
    expect(await police.one(inVersion(newest + 1))).toBe(0)
    await migrateEventStore(database.adminUrl, { logins: LOGINS })
    expect(await police.batch(inVersion(newest + 1))).toEqual([0])
  })

  it('is refused with a command twice in one batch', async () => {
    const stream = aStream()
    const [first, second] = [command({ stream }), command({ stream })]
    const again = second.events.map((event) => rehashed(event, { commandId: first.commandId }))
    const [a, b] = [parametersOf(first), parametersOf({ ...second, commandId: first.commandId, events: again })]
    const both = Object.fromEntries(
      Object.keys(a).map((name) => [name, [a, b].flatMap((one) => one[name as keyof Parameters])]),
    ) as unknown as Parameters
    await expect(police.batch({ ...both, e_command: [1, 2] })).rejects.toThrow(/sends a command twice/)
    expect(await store.readStream(stream)).toEqual([])
  })

  it.each([
    ['a service twice', ['investigation', 'investigation', 'auditTrail'], undefined],
    ['another order', ['auditTrail', 'investigation'], undefined],
    ['two dimensions', ['investigation', 'auditTrail'], '{{investigation,auditTrail}}'],
    ['another first index', ['investigation', 'auditTrail'], '[0:1]={investigation,auditTrail}'],
  ])('is refused with a visibility that has %s', async (_, visibility, literal) => {
    const sent = changed((event) => rehashed({ ...event, visibility: visibility as unknown as HashedEvent['visibility'] }, {}))
    await expectRefused(literal === undefined ? sent : { ...sent, e_visibility: [literal] }, /is visible to its owner/)
  })

  it('is not refused where it is sent twice, one after the other', async () => {
    const sent = withData(canonical({ text: randomUUID() }))
    expect(await police.batch(sent)).toEqual([0])
    expect(await police.batch(sent)).toEqual([1])
  })
})
