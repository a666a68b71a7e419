import { comparePositions, EventRetracted } from '@case-timeline/contracts'
import { startEventStoreDb, type EventStoreDb } from '@case-timeline/testing'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { command, secret } from './contract/harness.fixtures.ts'
import { StoreUnavailable, type EventStore, type Guard, type StoredEvent } from './event-store.ts'
import { eventStoreDbEventStore } from './eventstoredb/eventstoredb-event-store.ts'
import { handle } from './handle.ts'
import { unchanged } from './reading.ts'
import { asking, consentIsGiven, custodyOfThings, deskOn, Deposited, Released } from './test-aggregate.fixtures.ts'

const streamOf = (caseId: string): string => `investigation.case-${caseId}`
const consentOf = (caseId: string): string => `investigation.consent-${caseId}`

/** Things are released while nothing stands in the stream of consent: whatever comes there takes it back. */
const whileNoConsentIsWithdrawn = (guard: (caseId: string, history: readonly StoredEvent[]) => Guard) =>
  custodyOfThings((history) => {
    const read = history.filter(({ stream }) => stream.startsWith('investigation.consent-'))
    return { known: { consent: read.length === 0 }, read, guards: [guard(history[0]?.caseId ?? '', history)] }
  })
const consents = { ...custodyOfThings(), name: 'consent' }

const GUARDS: readonly (readonly [string, Parameters<typeof whileNoConsentIsWithdrawn>[0]])[] = [
  ['its stream', (caseId, history) => unchanged(history, consentOf(caseId))],
  ['its case', (caseId, history) => ({ types: [Deposited.type], cases: [caseId], after: history.at(-1)?.position ?? '0' })],
]

describe.each(GUARDS)('a decision that a withdrawal overtakes, in a store without guards, by a guard of %s', (_guard, guard) => {
  const guarded = whileNoConsentIsWithdrawn(guard)
  let server: EventStoreDb
  let here: EventStore
  let elsewhere: EventStore
  beforeEach(async () => {
    server = await startEventStoreDb()
    here = eventStoreDbEventStore({ url: server.url(), service: 'investigation' })
    elsewhere = eventStoreDbEventStore({ url: server.url(), service: 'investigation' })
  })
  afterEach(async () => {
    await Promise.all([here.close(), elsewhere.close()])
    await server.close()
  })

  const ask = (caseId: string, name: string, on = here, more: Parameters<typeof asking>[3] = {}, as = guarded) =>
    handle(deskOn(on), as, asking(caseId, name, { amount: 1 }, more))
  const withdraw = (caseId: string) => ask(caseId, 'Deposit', elsewhere, {}, consents)
  const aCase = async () => {
    const caseId = randomUUID()
    await ask(caseId, 'Deposit')
    return caseId
  }
  const typesOf = async (caseId: string) => (await here.readCase(caseId)).map(({ type, stream }) => `${stream.split('-')[0]} ${type}`)
  const consentRefuses = { outcome: 'refused', rule: { id: consentIsGiven.id } }

  /** Lets something happen at one moment of the next append to a stream. */
  const when = (moment: 'received' | 'recorded', stream: string, happen: () => Promise<unknown>): void => {
    server.interventions[moment] = async (appending) => {
      if (appending !== stream) return
      server.interventions[moment] = undefined
      await happen()
    }
  }

  it('is taken back at once and refused, when the withdrawal comes between its last look and its recording', async () => {
    const caseId = await aCase()
    when('received', streamOf(caseId), () => withdraw(caseId))
    expect(await ask(caseId, 'Release')).toMatchObject(consentRefuses)
    expect(await typesOf(caseId)).toEqual([
      `investigation.case ${Deposited.type}`,
      `investigation.consent ${Deposited.type}`,
      `investigation.case ${Released.type}`,
      `investigation.case ${EventRetracted.type}`,
      'investigation.refusals case.CommandRefused',
    ])
    const [, withdrawal, release, retraction] = await here.readCase(caseId)
    expect(retraction?.data).toEqual({
      retractsId: release?.id,
      reasonCode: 'overtaken',
      approver: { userId: 'system.investigation.guards', role: 'system' },
    })
    expect(retraction?.envelope).toMatchObject({
      corrects: release?.id,
      actor: { userId: 'system.investigation.guards', agencyId: 'zz-police', role: 'system' },
      basis: { events: [{ id: withdrawal?.id, stream: consentOf(caseId), revision: 0 }] },
    })
    expect(retraction?.visibility).toEqual(release?.visibility)
  })

  it('stands when the withdrawal comes after it', async () => {
    const caseId = await aCase()
    when('recorded', streamOf(caseId), () => withdraw(caseId))
    expect(await ask(caseId, 'Release')).toMatchObject({ outcome: 'appended' })
    expect(await typesOf(caseId)).not.toContain(`investigation.case ${EventRetracted.type}`)
  })

  it('is answered with the same refusal however often it is asked for, by whichever process', async () => {
    const caseId = await aCase()
    when('received', streamOf(caseId), () => withdraw(caseId))
    expect(await ask(caseId, 'Release', here, { key: 'once' })).toMatchObject(consentRefuses)
    const recorded = await typesOf(caseId)
    for (const store of [here, elsewhere, here]) expect(await ask(caseId, 'Release', store, { key: 'once' })).toMatchObject(consentRefuses)
    expect(await typesOf(caseId)).toEqual(recorded)
    expect(await handle(deskOn(here), guarded, asking(caseId, 'Release', { amount: 2 }, { key: 'once' }))).toEqual({ outcome: 'id-clash' })
  })

  it.each(['for the same', 'for something else'])(
    'is taken back when its process ended before it could look again and another is asked %s',
    async (nextAsks) => {
      const caseId = await aCase()
      when('received', streamOf(caseId), () => withdraw(caseId))
      when('recorded', streamOf(caseId), () => server.stop())
      await expect(ask(caseId, 'Release', here, { key: 'x' })).rejects.toThrow(StoreUnavailable)
      await server.start()
      expect(server.log.stream(streamOf(caseId))?.map(({ type }) => type)).toEqual([Deposited.type, Released.type])
      const next = eventStoreDbEventStore({ url: server.url(), service: 'investigation' })
      const asked = nextAsks === 'for the same' ? { key: 'x' } : { key: 'another' }
      expect(await ask(caseId, 'Release', next, asked)).toMatchObject(consentRefuses)
      const [, , retraction, ...more] = server.log.stream(streamOf(caseId)) ?? []
      expect([retraction?.type, more.length]).toEqual([EventRetracted.type, 0])
      expect(await ask(caseId, 'Release', next, { key: 'x' })).toMatchObject(consentRefuses)
      await next.close()
    },
  )

  it('is decided anew when what came before does not forbid it, and a retry is answered with that', async () => {
    const caseId = await aCase()
    const careless = custodyOfThings((history) => ({ ...(guarded.known?.(history, {} as never) ?? { read: [] }), known: {} }))
    const release = (store: EventStore) => ask(caseId, 'Release', store, { key: 'harmless' }, careless)
    when('received', streamOf(caseId), () => withdraw(caseId))
    const answer = await release(here)
    expect(answer).toMatchObject({ outcome: 'appended', types: [Released.type], firstRevision: 3 })
    expect(await release(elsewhere)).toEqual({ ...answer, outcome: 'duplicate' })
    const held = (await here.readStream(streamOf(caseId))).map(({ type }) => type)
    expect(held).toEqual([Deposited.type, Released.type, EventRetracted.type, Released.type])
  })

  it('is told that its revision is stale, when its sender named one', async () => {
    const caseId = await aCase()
    when('received', streamOf(caseId), () => withdraw(caseId))
    expect(await ask(caseId, 'Release', here, { expected: 0 })).toEqual({ outcome: 'stale', revision: 2 })
  })

  it('is not overtaken by what its service may not see', async () => {
    const caseId = await aCase()
    const prosecution = eventStoreDbEventStore({ url: server.url(), service: 'prosecution' })
    const stream = `prosecution.case-${caseId}`
    const elsewhereGuarded = custodyOfThings(() => ({ known: {}, read: [], guards: [{ stream, revision: -1 }] }))
    when('received', streamOf(caseId), () => prosecution.append(command({ service: 'prosecution', stream, facts: [secret('hidden')] })))
    expect(await ask(caseId, 'Release', here, {}, elsewhereGuarded)).toMatchObject({ outcome: 'appended', firstRevision: 1 })
    await prosecution.close()
  })

  it('never stands as if in order behind a withdrawal, however the two race', async () => {
    for (let round = 0; round < 25; round += 1) {
      const caseId = await aCase()
      const [release] = await Promise.all([ask(caseId, 'Release'), withdraw(caseId)])
      const events = await here.readCase(caseId)
      const withdrawn = events.find(({ stream }) => stream === consentOf(caseId))
      const retracted = events
        .filter(({ type }) => type === EventRetracted.type)
        .map(({ data }) => (data as { retractsId: string }).retractsId)
      const standing = events.filter(({ type, id }) => type === Released.type && !retracted.includes(id))
      expect(standing).toHaveLength(release.outcome === 'refused' ? 0 : 1)
      for (const { position } of standing) expect(comparePositions(position, withdrawn?.position ?? '')).toBeLessThan(0)
    }
  })
})
