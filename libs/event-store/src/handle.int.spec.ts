import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { DRIVERS } from './drivers.fixtures.ts'
import type { EventStore } from './event-store.ts'
import { handle } from './handle.ts'
import {
  aDepositIsNotEmpty,
  asking,
  consentIsGiven,
  custodyOfThings,
  deskOn,
  noMoreIsReleasedThanIsHeld,
} from './test-aggregate.fixtures.ts'

const things = custodyOfThings()
const streamOf = (caseId: string): string => `investigation.case-${caseId}`
const refusalsOf = (caseId: string): string => `investigation.refusals-${caseId}`

describe.each(DRIVERS)('handling a command on %s', (_driver, start) => {
  let log: Awaited<ReturnType<typeof start>>
  let store: EventStore
  let replica: EventStore
  beforeAll(async () => {
    log = await start()
    store = log.open()
    replica = log.open()
  })
  afterAll(async () => {
    await Promise.all([store.close(), replica.close()])
    await log.close()
  })
  const ask = (caseId: string, name: string, amount: number, more: Parameters<typeof asking>[3] = {}, on = store) =>
    handle(deskOn(on), things, asking(caseId, name, { amount }, more))

  it('records what was decided, with the warning beside it', async () => {
    const caseId = randomUUID()
    const answer = await ask(caseId, 'Deposit', 0)
    expect(answer).toMatchObject({ outcome: 'appended', firstRevision: 0, lastRevision: 1, warnings: [aDepositIsNotEmpty.id] })
    const [deposit, warning] = await store.readStream(streamOf(caseId))
    expect(deposit?.envelope).toMatchObject({ schemaVersion: 1, classification: 'RESTRICTED', caseId })
    expect(warning).toMatchObject({ type: 'case.WarningRaised', visibility: deposit?.visibility })
    expect(warning?.envelope.classification).toBe('RESTRICTED')
    expect(warning?.data).toMatchObject({ eventId: deposit?.id, ruleId: aDepositIsNotEmpty.id })
  })

  it('dates a decision that states no time to now, and leaves a report’s time unknown', async () => {
    const caseId = randomUUID()
    await ask(caseId, 'Deposit', 2)
    await ask(caseId, 'Release', 1)
    await handle(
      deskOn(store),
      things,
      asking(caseId, 'Release', { amount: 1 }, { body: { data: { amount: 1 }, occurredAt: '2026-03', occurredZone: 'Asia/Manila' } }),
    )
    const events = await store.readStream(streamOf(caseId))
    expect(events.map((event) => event.occurredAt)).toEqual([undefined, '2026-11-25T10:00:00.000Z', '2026-03'])
    expect(events[2]?.occurredZone).toBe('Asia/Manila')
  })

  it('records a refusal apart, once, and does not move the case’s revision', async () => {
    const caseId = randomUUID()
    const refused = { outcome: 'refused', rule: { id: noMoreIsReleasedThanIsHeld.id, sentence: noMoreIsReleasedThanIsHeld.sentence } }
    expect(await ask(caseId, 'Release', 5, { key: 'once' })).toMatchObject(refused)
    expect(await ask(caseId, 'Release', 5, { key: 'once' })).toMatchObject(refused)
    expect(await store.readStream(streamOf(caseId))).toEqual([])
    const refusals = await store.readStream(refusalsOf(caseId))
    expect(refusals).toHaveLength(1)
    expect(refusals[0]).toMatchObject({ type: 'case.CommandRefused', visibility: ['investigation', 'auditTrail'] })
    expect(JSON.stringify(refusals[0]?.toRecord())).not.toContain('"amount"')
  })

  it('answers a keyed retry with the recorded refusal, also when the rule now holds', async () => {
    const caseId = randomUUID()
    await ask(caseId, 'Release', 5, { key: 'early' })
    await ask(caseId, 'Deposit', 10)
    expect(await ask(caseId, 'Release', 5, { key: 'early' })).toMatchObject({ outcome: 'refused' })
    expect(await ask(caseId, 'Release', 5, { key: 'early' }, replica)).toMatchObject({ outcome: 'refused' })
    expect(await ask(caseId, 'Release', 6, { key: 'early' })).toEqual({ outcome: 'id-clash' })
    expect(await ask(caseId, 'Release', 5, { key: 'later' })).toMatchObject({ outcome: 'appended' })
  })

  it('answers a keyed retry with what was recorded, also when the rule no longer holds', async () => {
    const caseId = randomUUID()
    await ask(caseId, 'Deposit', 5)
    const first = await ask(caseId, 'Release', 5, { key: 'all' })
    for (const on of [store, replica])
      expect(await ask(caseId, 'Release', 5, { key: 'all' }, on)).toEqual({ ...first, outcome: 'duplicate' })
    expect(await ask(caseId, 'Release', 4, { key: 'all' })).toEqual({ outcome: 'id-clash' })
    expect(await store.readStream(refusalsOf(caseId))).toEqual([])
  })

  it('one key for two cases is a clash where an id is used once in the whole log: a key names one command', async () => {
    await ask(randomUUID(), 'Deposit', 1, { key: 'for one case' })
    const { outcome } = await ask(randomUUID(), 'Deposit', 1, { key: 'for one case' })
    expect(outcome).toBe(store.capabilities.uniqueEventIds ? 'id-clash' : 'appended')
  })

  it('answers the warnings of the first answer again', async () => {
    const caseId = randomUUID()
    const first = await ask(caseId, 'Deposit', 0, { key: 'empty' })
    expect(await ask(caseId, 'Deposit', 0, { key: 'empty' }, replica)).toEqual({ ...first, outcome: 'duplicate' })
  })

  it('If-Match of another revision is stale, and a retry of it is still answered', async () => {
    const caseId = randomUUID()
    expect(await ask(caseId, 'Deposit', 1, { expected: 3 })).toEqual({ outcome: 'stale', revision: -1 })
    const first = await ask(caseId, 'Deposit', 1, { key: 'match', expected: -1 })
    expect(first).toMatchObject({ outcome: 'appended' })
    expect(await ask(caseId, 'Deposit', 1, { key: 'match', expected: -1 })).toEqual({ ...first, outcome: 'duplicate' })
    expect(await ask(caseId, 'Deposit', 1, { expected: -1 })).toEqual({ outcome: 'stale', revision: 0 })
    expect(await ask(caseId, 'Deposit', 1, { expected: 0 }, replica)).toMatchObject({ outcome: 'appended', firstRevision: 1 })
    expect(await ask(caseId, 'Deposit', 1, { expected: 0 })).toEqual({ outcome: 'stale', revision: 1 })
  })

  it('two replicas race for one stream: one wins, the other decides again on what the first recorded', async () => {
    for (let round = 0; round < 15; round += 1) {
      const caseId = randomUUID()
      await ask(caseId, 'Deposit', 5)
      await ask(caseId, 'Deposit', 0, {}, replica)
      const answers = await Promise.all([ask(caseId, 'Release', 5), ask(caseId, 'Release', 5, {}, replica)])
      expect(answers.map((answer) => answer.outcome).toSorted()).toEqual(['appended', 'refused'])
    }
  })

  it('two replicas given one command record it once', async () => {
    for (let round = 0; round < 15; round += 1) {
      const caseId = randomUUID()
      const key = `same in ${caseId}`
      const answers = await Promise.all([ask(caseId, 'Deposit', 1, { key }), ask(caseId, 'Deposit', 1, { key }, replica)])
      expect(answers.map((answer) => answer.outcome).toSorted()).toEqual(['appended', 'duplicate'])
    }
  })

  it('a stale state in memory never refuses: the store is asked first', async () => {
    const caseId = randomUUID()
    await ask(caseId, 'Deposit', 1)
    await ask(caseId, 'Deposit', 9, {}, replica)
    expect(await ask(caseId, 'Release', 10)).toMatchObject({ outcome: 'appended' })
  })

  it('a command that changes nothing leaves no trace', async () => {
    const caseId = randomUUID()
    expect(await ask(caseId, 'Nothing', 1)).toMatchObject({ outcome: 'appended', ids: [], lastRevision: -1 })
    expect(await store.readCase(caseId)).toEqual([])
  })

  it('puts what it read of other streams into the basis, and is guarded by it', async () => {
    const caseId = randomUUID()
    const consented = custodyOfThings((history) => {
      const read = history.filter((event) => event.stream.startsWith('investigation.consent-'))
      return {
        known: { consent: read.length === 0 },
        read,
        guards: [{ stream: `investigation.consent-${caseId}`, revision: read.length - 1 }],
      }
    })
    const elsewhere = { ...things, name: 'consent' }
    const release = () => handle(deskOn(store), consented, asking(caseId, 'Release', { amount: 1 }))
    await ask(caseId, 'Deposit', 5)
    expect(await release()).toMatchObject({ outcome: 'appended' })
    await handle(deskOn(replica), elsewhere, asking(caseId, 'Deposit', { amount: 1 }))
    expect(await release()).toMatchObject({ outcome: 'refused', rule: { id: consentIsGiven.id } })
    const seen = custodyOfThings((history) => ({
      known: {},
      read: history.filter((event) => event.stream.startsWith('investigation.consent-')),
    }))
    await handle(deskOn(store), seen, asking(caseId, 'Release', { amount: 1 }))
    const [consent] = await store.readStream(`investigation.consent-${caseId}`)
    const last = (await store.readStream(streamOf(caseId))).at(-1)
    expect(last?.envelope.basis).toEqual({ events: [{ id: consent?.id, stream: consent?.stream, revision: 0 }] })
  })

  it('32 clients on one stream lose nothing, whatever they send and to which replica', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.boolean()), { minLength: 32, maxLength: 32 }),
        async (deposits) => {
          const caseId = randomUUID()
          const answers = await Promise.all(deposits.map(([amount, there]) => ask(caseId, 'Deposit', amount, {}, there ? replica : store)))
          const lost = answers.filter((answer) => answer.outcome !== 'appended' && answer.outcome !== 'conflict')
          expect(lost).toEqual([])
          const held = deposits.filter((_, n) => answers[n]?.outcome === 'appended').reduce((sum, [amount]) => sum + amount, 0)
          expect(await ask(caseId, 'Release', held + 1)).toMatchObject({ outcome: 'refused' })
          expect(await ask(caseId, 'Release', held)).toMatchObject({ outcome: 'appended' })
        },
      ),
      { numRuns: 5 },
    ))
})
