import { comparePositions, EventRetracted } from '@case-timeline/contracts'
import { startEventStoreDb, type EventStoreDb } from '@case-timeline/testing'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { command, secret, Deposited, Released } from '@case-timeline/event-store/fixtures'
import { StoreUnavailable, type EventStore, type Guard, type StoredEvent } from '@case-timeline/event-store'
import { eventStoreDbEventStore } from '@case-timeline/event-store/drivers'
import { handle } from './handle.ts'
import { streamUnchanged, type CaseHistory } from '@case-timeline/casework'
import type { CommandContext } from './submitted-command.ts'
import { submittedCommand, consentIsGiven, depositAccount, commandContextOn } from './test-aggregate.fixtures.ts'

const streamOf = (caseId: string): string => `investigation.case-${caseId}`
const consentOf = (caseId: string): string => `investigation.consent-${caseId}`

/** An account whose releases require an empty consent stream: any event there counts as a withdrawal of consent. */
const guardedByConsent = (guard: (caseId: string, history: CaseHistory) => Guard) =>
  depositAccount((history) => {
    const read = history.events.filter(({ stream }) => stream.startsWith('investigation.consent-'))
    return { known: { consent: read.length === 0 }, read, guards: [guard(history.caseId ?? '', history)] }
  })
const consentAggregate = { ...depositAccount(), name: 'consent' }

const GUARDS: readonly (readonly [string, Parameters<typeof guardedByConsent>[0]])[] = [
  ['its stream', (caseId, history) => streamUnchanged(history, consentOf(caseId))],
  [
    'its case',
    (caseId, history) => ({
      types: [Deposited.type],
      cases: [caseId],
      after: (history.events.at(-1) as StoredEvent | undefined)?.position ?? '0',
    }),
  ],
]

describe.each(GUARDS)('a decision overtaken by a withdrawal, in a store without guards, with a guard of %s', (_guard, guard) => {
  const guarded = guardedByConsent(guard)
  let server: EventStoreDb
  let here: EventStore
  let elsewhere: EventStore
  let context: CommandContext
  let contextElsewhere: CommandContext
  beforeEach(async () => {
    server = await startEventStoreDb()
    here = eventStoreDbEventStore({ url: server.url(), service: 'investigation' })
    elsewhere = eventStoreDbEventStore({ url: server.url(), service: 'investigation' })
    context = commandContextOn(here)
    contextElsewhere = commandContextOn(elsewhere)
  })
  afterEach(async () => {
    await Promise.all([here.close(), elsewhere.close()])
    await server.close()
  })

  const send = (caseId: string, name: string, on = here, more: Parameters<typeof submittedCommand>[3] = {}, aggregate = guarded) =>
    handle(on === here ? context : contextElsewhere, aggregate, submittedCommand(caseId, name, { amount: 1 }, more))
  const withdraw = (caseId: string) => send(caseId, 'Deposit', elsewhere, {}, consentAggregate)
  const aCase = async () => {
    const caseId = randomUUID()
    await send(caseId, 'Deposit')
    return caseId
  }
  const typesOf = async (caseId: string) => (await here.readCase(caseId)).map(({ type, stream }) => `${stream.split('-')[0]} ${type}`)
  const consentRefuses = { outcome: 'refused', rule: { id: consentIsGiven.id } }

  /** Runs an action once, at one moment of the next append to a stream. */
  const interceptAppend = (moment: 'received' | 'recorded', stream: string, action: () => Promise<unknown>): void => {
    server.interventions[moment] = async (appending) => {
      if (appending !== stream) return
      server.interventions[moment] = undefined
      await action()
    }
  }

  it('is retracted at once and refused if the withdrawal is recorded between its last read and its append', async () => {
    const caseId = await aCase()
    interceptAppend('received', streamOf(caseId), () => withdraw(caseId))
    expect(await send(caseId, 'Release')).toMatchObject(consentRefuses)
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

  it('stays in force if the withdrawal is recorded after it', async () => {
    const caseId = await aCase()
    interceptAppend('recorded', streamOf(caseId), () => withdraw(caseId))
    expect(await send(caseId, 'Release')).toMatchObject({ outcome: 'appended' })
    expect(await typesOf(caseId)).not.toContain(`investigation.case ${EventRetracted.type}`)
  })

  it('gets the same refusal on every retry, in any process', async () => {
    const caseId = await aCase()
    interceptAppend('received', streamOf(caseId), () => withdraw(caseId))
    expect(await send(caseId, 'Release', here, { key: 'once' })).toMatchObject(consentRefuses)
    const recorded = await typesOf(caseId)
    for (const store of [here, elsewhere, here]) expect(await send(caseId, 'Release', store, { key: 'once' })).toMatchObject(consentRefuses)
    expect(await typesOf(caseId)).toEqual(recorded)
    expect(await handle(context, guarded, submittedCommand(caseId, 'Release', { amount: 2 }, { key: 'once' }))).toEqual({
      outcome: 'id-clash',
    })
  })

  it.each(['the same command', 'another command'])(
    'is retracted by another process that receives %s, if its own process ended before it could check',
    async (nextCommand) => {
      const caseId = await aCase()
      interceptAppend('received', streamOf(caseId), () => withdraw(caseId))
      interceptAppend('recorded', streamOf(caseId), () => server.stop())
      await expect(send(caseId, 'Release', here, { key: 'x' })).rejects.toThrow(StoreUnavailable)
      await server.start()
      expect(server.log.stream(streamOf(caseId))?.map(({ type }) => type)).toEqual([Deposited.type, Released.type])
      const next = eventStoreDbEventStore({ url: server.url(), service: 'investigation' })
      const nextOptions = nextCommand === 'the same command' ? { key: 'x' } : { key: 'another' }
      expect(await send(caseId, 'Release', next, nextOptions)).toMatchObject(consentRefuses)
      const [, , retraction, ...more] = server.log.stream(streamOf(caseId)) ?? []
      expect([retraction?.type, more.length]).toEqual([EventRetracted.type, 0])
      expect(await send(caseId, 'Release', next, { key: 'x' })).toMatchObject(consentRefuses)
      await next.close()
    },
  )

  it('is decided again and accepted if the earlier event does not forbid it, and a retry gets that answer', async () => {
    const caseId = await aCase()
    const reads = guarded.commands['Release']?.reads
    const ignoringConsent = depositAccount((...args) => ({ ...(reads?.(...args) ?? { read: [] }), known: {} }))
    const release = (store: EventStore) => send(caseId, 'Release', store, { key: 'harmless' }, ignoringConsent)
    interceptAppend('received', streamOf(caseId), () => withdraw(caseId))
    const answer = await release(here)
    expect(answer).toMatchObject({ outcome: 'appended', types: [Released.type], firstRevision: 3 })
    expect(await release(elsewhere)).toEqual({ ...answer, outcome: 'duplicate' })
    const held = (await here.readStream(streamOf(caseId))).map(({ type }) => type)
    expect(held).toEqual([Deposited.type, Released.type, EventRetracted.type, Released.type])
  })

  it('is rejected as stale if the caller sent an expected revision', async () => {
    const caseId = await aCase()
    interceptAppend('received', streamOf(caseId), () => withdraw(caseId))
    expect(await send(caseId, 'Release', here, { expected: [0] })).toEqual({ outcome: 'stale', revision: 2 })
  })

  it('is not overtaken by an event that its service may not see', async () => {
    const caseId = await aCase()
    const prosecution = eventStoreDbEventStore({ url: server.url(), service: 'prosecution' })
    const stream = `prosecution.case-${caseId}`
    const elsewhereGuarded = depositAccount(() => ({ known: {}, read: [], guards: [{ stream, revision: -1 }] }))
    interceptAppend('received', streamOf(caseId), () =>
      prosecution.append(command({ service: 'prosecution', stream, facts: [secret('hidden')] })),
    )
    expect(await send(caseId, 'Release', here, {}, elsewhereGuarded)).toMatchObject({ outcome: 'appended', firstRevision: 1 })
    await prosecution.close()
  })

  it('is not overtaken by an event of another type than its guard of a stream names', async () => {
    const caseId = await aCase()
    const ofReleases = { stream: consentOf(caseId), revision: -1, types: [Released.type] }
    const guardedByReleases = depositAccount(() => ({ known: {}, read: [], guards: [ofReleases] }))
    const release = () => send(caseId, 'Release', here, {}, guardedByReleases)
    await send(caseId, 'Deposit')
    interceptAppend('received', streamOf(caseId), () => withdraw(caseId))
    expect(await release()).toMatchObject({ outcome: 'appended', firstRevision: 2 })
    interceptAppend('received', streamOf(caseId), () => send(caseId, 'Release', elsewhere, {}, consentAggregate))
    await release()
    expect(await typesOf(caseId)).toContain(`investigation.case ${EventRetracted.type}`)
  })

  it('is never in force after a withdrawal, however the two race', async () => {
    for (let round = 0; round < 25; round += 1) {
      const caseId = await aCase()
      const [release] = await Promise.all([send(caseId, 'Release'), withdraw(caseId)])
      const events = await here.readCase(caseId)
      const withdrawn = events.find(({ stream }) => stream === consentOf(caseId))
      const retracted = events
        .filter(({ type }) => type === EventRetracted.type)
        .map(({ data }) => (data as { retractsId: string }).retractsId)
      const effectiveReleases = events.filter(({ type, id }) => type === Released.type && !retracted.includes(id))
      expect(effectiveReleases).toHaveLength(release.outcome === 'refused' ? 0 : 1)
      for (const { position } of effectiveReleases) expect(comparePositions(position, withdrawn?.position ?? '')).toBeLessThan(0)
    }
  })
})
