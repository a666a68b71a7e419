import { Envelope } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { canonical } from '../canonical.ts'
import { aStream, command, note, secret, type CommandFixture } from '../contract/harness.fixtures.ts'
import type { EventStore, HashedEvent } from '../event-store.ts'
import { parametersOf, rehashed, session, type Parameters, type Session } from './attack.fixtures.ts'
import { eventDatabase, type EventDatabase } from './database.fixtures.ts'
import { postgresEventStore } from './postgres-event-store.ts'

/** Each way to append that a login has; guards of cases watch nothing here. */
const WAYS = ['one', 'batch', 'watching'] as const

describe('the login of one service, in the hands of an attacker', () => {
  let database: EventDatabase
  let police: Session
  let store: EventStore
  beforeAll(async () => {
    database = await eventDatabase()
    police = await session(database.urls.investigation)
    store = postgresEventStore({ url: database.urls.auditTrail })
  })
  afterAll(async () => {
    await store.close()
    await police.close()
    await database.drop()
  })

  const send = (way: (typeof WAYS)[number], sent: Parameters) =>
    way === 'watching' ? police.watching(sent, [[0], ['{}'], ['{}']]) : police[way](sent)
  const parameters = (fixture: CommandFixture = {}) => parametersOf(command(fixture))
  const logged = async () => BigInt(await store.lastPosition())

  /** Sends it in each way, and expects a refusal of each that records nothing. */
  const expectRefused = async (sent: Parameters, reason: RegExp, ways: readonly (typeof WAYS)[number][] = WAYS) => {
    const before = await logged()
    for (const way of ways) await expect(send(way, sent)).rejects.toThrow(reason)
    expect(await logged()).toBe(before)
  }

  it.each(WAYS)('appends to a stream of its service by the statement of the driver (%s)', async (way) => {
    const stream = aStream()
    await send(way, parameters({ stream }))
    expect(await store.readStream(stream)).toHaveLength(1)
  })

  it('records an envelope with every member that a service sets, as the contract has it', async () => {
    const sent = command()
    const members = {
      actor: { userId: 'k.santoso@zz', agencyId: 'zz-police', role: 'lead-investigator', onBehalfOf: 'p:reyes_2' },
      basis: {
        events: [
          { id: randomUUID(), stream: 'prosecution.case-1', revision: 0 },
          { id: randomUUID(), stream: 'a.b-1~2', revision: 12 },
        ],
      },
      causationId: randomUUID(),
      corrects: randomUUID(),
      correlationId: 'a:b_c.d-e',
      legalBasis: 'RA-9208/s16',
      occurredAt: '2026-11-25T10:00:00.123456+08:00',
      occurredZone: 'America/Argentina/Buenos_Aires',
      subjects: ['suspect', 'presumedVictim'].map((capacity) => ({ personRef: randomUUID(), capacity })),
    }
    const policyHash = 'ab'.repeat(32)
    for (const [way, more] of [
      ['one', {}],
      ['batch', { basis: { events: [], policyHash }, occurredAt: '2026' }],
      ['watching', { basis: { ...members.basis, policyHash }, occurredAt: '2026-02', classification: 'PUBLIC' }],
    ] as const) {
      const stream = aStream()
      const { commandId, commandDigest, events } = command({ stream })
      const recorded = events.map((event) => rehashed(event, { ...members, ...more }))
      await send(way, parametersOf({ ...sent, stream, commandId, commandDigest, events: recorded }))
      const [found] = await store.readStream(stream)
      expect(found?.envelopeText).toBe(recorded[0]?.envelopeText)
      expect(Envelope.parse(found?.envelope)).toEqual(found?.envelope)
    }
  })

  it('cannot append to the stream of another service', async () =>
    expectRefused({ ...parameters(), c_stream: [aStream('prosecution')] }, /belongs to another service/))

  it('cannot append to the stream of another service behind a null', async () => {
    const sent = parameters()
    const before = await logged()
    const twice = {
      c_expected: [-2, -2],
      c_id: [randomUUID(), randomUUID()],
      c_digest: [Buffer.alloc(32), Buffer.alloc(32)],
      e_command: [2],
    }
    for (const way of ['batch', 'watching'] as const)
      await expect(send(way, { ...sent, ...twice, c_stream: [null, aStream('prosecution')] })).rejects.toThrow(
        /hold a null|several commands/,
      )
    expect(await logged()).toBe(before)
  })

  it.each(
    Object.keys(parametersOf(command())).filter((name) => !['e_case', 'e_basis', 'e_subjects'].includes(name)) as (keyof Parameters)[],
  )('cannot pass a null in %s, nor for it', async (name) => {
    const sent = parameters()
    const isGuard = name.startsWith('g_')
    const guard = isGuard ? { g_command: [1], g_stream: [aStream()], g_revision: [-1] } : {}
    await expectRefused(
      { ...sent, ...guard, [name]: [null] },
      /refused|belongs to another/,
      isGuard || name === 'e_command' ? ['batch', 'watching'] : WAYS,
    )
    await expectRefused({ ...sent, ...guard, [name]: null }, /refused/, ['batch', 'watching'])
    await expectRefused({ ...sent, ...guard, [name]: [] }, /refused/, ['batch', 'watching'])
  })

  it.each([
    ['w_after', [[null], ['{}'], ['{}']]],
    ['w_types', [[0], [null], ['{}']]],
    ['w_cases', [[0], ['{}'], null]],
  ] as const)('cannot switch off a guard of cases by a null in %s', async (_, guards) =>
    expect(police.watching(parameters(), guards)).rejects.toThrow(/guards of cases/),
  )

  it.each([
    ['names a command before the first', { e_command: [0] }],
    ['names a command after the last', { e_command: [2] }],
    ['guards for a command that is missing', { g_command: [2], g_stream: [aStream()], g_revision: [-1] }],
    ['expects a revision that has no meaning', { c_expected: [-3] }],
    ['begins an array elsewhere', { c_stream: '[5:5]={investigation.case-1}' }],
  ])('cannot send an append that %s', async (_, change) => expectRefused({ ...parameters(), ...change }, /refused/, ['batch', 'watching']))

  it('cannot give the event of one command to another command', async () => {
    const [first, second] = [command(), command()]
    const [a, b] = [parametersOf(first), parametersOf(second)]
    const both = Object.fromEntries(
      Object.keys(a).map((name) => [name, [a, b].flatMap((one) => one[name as keyof Parameters])]),
    ) as unknown as Parameters
    await expect(police.batch({ ...both, e_command: [2, 1] })).rejects.toThrow(/hash is not that of its envelope/)
    await expect(police.batch({ ...both, e_command: [1, 1] })).rejects.toThrow(/hash is not that of its envelope/)
    expect(await police.batch({ ...both, e_command: [1, 2] })).toEqual([0, 0])
  })

  it.each([
    ['a type of another service', 'adjudication.VerdictDelivered'],
    ['a type of audit-trail', 'auditTrail.ExternalFactRecorded'],
    ['a type that nobody defined', 'investigation.Anything'],
    ['a type of no service', 'case.Anything'],
  ])('cannot record %s in a stream of its own', async (_, type) => {
    const sent = command()
    const events = sent.events.map((event) => rehashed(event, { type }))
    await expectRefused(parametersOf({ ...sent, events }), /may not record/)
  })

  it.each(['EventRetracted', 'EventCorrected'])(
    'cannot take back by %s what another service recorded, or what it cannot see',
    async (name) => {
      const [prosecution, own] = [database.urls.prosecution, database.urls.investigation].map((url) => postgresEventStore({ url }))
      const foreign = command({ service: 'prosecution', facts: [note('a'), secret('b')] })
      const mine = command()
      await Promise.all([prosecution?.append(foreign), own?.append(mine)])
      const member = name === 'EventRetracted' ? 'retractsId' : 'correctsId'
      const correcting = (target: string | undefined, corrects = target) => {
        const sent = command({ stream: mine.stream })
        const correction = (event: HashedEvent) =>
          rehashed(
            { ...event, dataText: canonical({ [member]: target, ...(name === 'EventCorrected' ? { schemaVersion: 1 } : {}) }) },
            { type: `case.${name}`, corrects },
          )
        return parametersOf({ ...sent, events: sent.events.map(correction) })
      }
      for (const { id } of foreign.events) await expectRefused(correcting(id), /concerns no event of its stream/)
      await expectRefused(correcting(randomUUID()), /concerns no event of its stream/)
      await expectRefused(correcting(mine.events[0]?.id, foreign.events[0]?.id), /concerns no event of its stream/)
      expect(await police.one(correcting(mine.events[0]?.id))).toBe(0)
      expect(await police.batch(correcting(mine.events[0]?.id))).toEqual([0])
      await Promise.all([prosecution?.close(), own?.close()])
    },
  )

  it('cannot record in audit-trail what only sectors record', async () => {
    const auditTrail = await session(database.urls.auditTrail)
    const stream = `auditTrail.import-${randomUUID()}`
    const sent = command({ stream })
    const events = sent.events.map((event) => rehashed({ ...event, visibility: ['auditTrail'] }, { type: 'case.AccessExcluded' }))
    await expect(auditTrail.one(parametersOf({ ...sent, events }))).rejects.toThrow(/may not record case.AccessExcluded/)
    await auditTrail.close()
  })

  it.each([
    ['hidden from audit-trail', '{investigation,prosecution}'],
    ['hidden from its owner', '{prosecution,auditTrail}'],
    ['visible to nobody', '{}'],
    ['visible to a service that does not exist', '{investigation,auditTrail,everybody}'],
    ['visible to a null', '{investigation,auditTrail,null}'],
  ])('cannot record an event that is %s', async (_, visibility) =>
    expectRefused({ ...parameters(), e_visibility: [visibility] }, /visible to its owner|hash is not that/),
  )

  it.each([
    ['id', { e_id: [randomUUID()] }],
    ['case', { e_case: [randomUUID()] }],
    ['absent case', { e_case: [null] }],
    ['command', { c_id: [randomUUID()] }],
    ['digest', { c_digest: [Buffer.alloc(32, 1)] }],
    ['short digest', { c_digest: [Buffer.alloc(31, 1)] }],
    ['hash', { e_hash: [Buffer.alloc(32, 1)] }],
    ['data', { e_data: ['{"text":"another"}'] }],
    ['salt', { e_salt: [Buffer.alloc(16, 1)] }],
    ['stream', { c_stream: [aStream()] }],
  ])('cannot record another %s than its envelope has', async (_, change) =>
    expectRefused({ ...parameters(), ...change }, /hash is not that of its envelope/),
  )

  const changed = (change: (event: HashedEvent) => HashedEvent) => {
    const sent = command({ facts: [note('a note')] })
    return parametersOf({ ...sent, events: sent.events.map(change) })
  }

  it.each<[string, object]>([
    ['a member without a quote around it', { deployment: 'test","type":"adjudication.VerdictDelivered' }],
    ['an escape', { correlationId: 'a\\' }],
    ['an actor without an agency', { actor: { userId: 'k.santoso', agencyId: '', role: 'investigator' } }],
    ['an actor with another case of letters', { actor: { userId: 'k.santoso', agencyId: 'ZZ-Police', role: 'investigator' } }],
    ['a user id with a blank', { actor: { userId: 'k santoso', agencyId: 'zz-police', role: 'investigator' } }],
    ['an unknown classification', { classification: 'SECRET' }],
    ['a country of three letters', { jurisdiction: 'PHL' }],
    ['the mark of an import without its source', { imported: { asReported: true } }],
    ['a source that is a text', { imported: { source: 'a log' } }],
    ['a version that is no number', { schemaVersion: 'one' }],
    ['version zero', { schemaVersion: 0 }],
    ['a time that is none', { occurredAt: 'yesterday' }],
    ['a day that the calendar lacks', { occurredAt: '2026-02-30' }],
    ['a basis that is no list', { basis: {} }],
    ['a basis with another member', { basis: { events: [], type: 'adjudication.VerdictDelivered' } }],
    ['subjects that are no list', { subjects: {} }],
    ['an empty list of subjects', { subjects: [] }],
    ['a subject with another member', { subjects: [{ capacity: 'suspect', personRef: randomUUID(), note: 'guilty' }] }],
  ])('cannot record an envelope with %s', async (_, members) =>
    expectRefused(
      changed((event) => rehashed(event, members)),
      /malformed members|invalid|out of range/,
    ),
  )

  it.each([
    ['is no object', '[]'],
    ['is empty', ''],
    ['is no JSON', '{"text":'],
    ['ends and goes on', '{"text":"a"},"type":"x"}'],
    ['holds U+0000', '{"text":"\\u0000"}'],
    ['holds half of a character', '{"text":"\\ud800"}'],
    ['has five million bytes', `{"text":"${'x'.repeat(5_000_000)}"}`],
  ])('cannot record data that %s', async (_, dataText) =>
    expectRefused(
      changed((event) => rehashed({ ...event, dataText }, {})),
      /malformed members|json|Unicode|surrogate/i,
    ),
  )
})
