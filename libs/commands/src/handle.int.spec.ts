import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { DRIVERS } from '@case-timeline/event-store/drivers/fixtures'
import type { EventStore } from '@case-timeline/event-store'
import { handle } from './handle.ts'
import type { CommandContext } from './submitted-command.ts'
import {
  depositIsNotEmpty,
  submittedCommand,
  consentIsGiven,
  depositAccount,
  commandContextOn,
  releaseIsWithinHeldAmount,
} from './test-aggregate.fixtures.ts'

const account = depositAccount()
const streamOf = (caseId: string): string => `investigation.case-${caseId}`
const refusalsOf = (caseId: string): string => `investigation.refusals-${caseId}`

describe.each(DRIVERS)('handling a command on %s', (_driver, start) => {
  let log: Awaited<ReturnType<typeof start>>
  let store: EventStore
  let replica: EventStore
  let context: CommandContext
  let contextOfReplica: CommandContext
  beforeAll(async () => {
    log = await start()
    store = log.open()
    replica = log.open()
    context = commandContextOn(store)
    contextOfReplica = commandContextOn(replica)
  })
  afterAll(async () => {
    await Promise.all([store.close(), replica.close()])
    await log.close()
  })
  const send = (caseId: string, name: string, amount: number, more: Parameters<typeof submittedCommand>[3] = {}, on = store) =>
    handle(on === store ? context : contextOfReplica, account, submittedCommand(caseId, name, { amount }, more))

  it('records the decided events together with the warning', async () => {
    const caseId = randomUUID()
    const answer = await send(caseId, 'Deposit', 0)
    expect(answer).toMatchObject({ outcome: 'appended', firstRevision: 0, lastRevision: 1, warnings: [depositIsNotEmpty.id] })
    const [deposit, warning] = await store.readStream(streamOf(caseId))
    expect(deposit?.envelope).toMatchObject({ schemaVersion: 1, classification: 'RESTRICTED', caseId })
    expect(warning).toMatchObject({ type: 'case.WarningRaised', visibility: deposit?.visibility })
    expect(warning?.envelope.classification).toBe('RESTRICTED')
    expect(warning?.data).toMatchObject({ eventId: deposit?.id, ruleId: depositIsNotEmpty.id })
  })

  it('dates a decision without a time to now, and leaves the time of a report unknown', async () => {
    const caseId = randomUUID()
    await send(caseId, 'Deposit', 2)
    await send(caseId, 'Release', 1)
    await handle(
      context,
      account,
      submittedCommand(
        caseId,
        'Release',
        { amount: 1 },
        { body: { data: { amount: 1 }, occurredAt: '2026-03', occurredZone: 'Asia/Manila' } },
      ),
    )
    const events = await store.readStream(streamOf(caseId))
    expect(events.map((event) => event.occurredAt)).toEqual([undefined, '2026-11-25T10:00:00.000Z', '2026-03'])
    expect(events[2]?.occurredZone).toBe('Asia/Manila')
  })

  it('records a refusal once in a separate stream, and leaves the revision of the case’s stream unchanged', async () => {
    const caseId = randomUUID()
    const refused = { outcome: 'refused', rule: { id: releaseIsWithinHeldAmount.id, sentence: releaseIsWithinHeldAmount.sentence } }
    expect(await send(caseId, 'Release', 5, { key: 'once' })).toMatchObject(refused)
    expect(await send(caseId, 'Release', 5, { key: 'once' })).toMatchObject(refused)
    expect(await store.readStream(streamOf(caseId))).toEqual([])
    const refusals = await store.readStream(refusalsOf(caseId))
    expect(refusals).toHaveLength(1)
    expect(refusals[0]).toMatchObject({ type: 'case.CommandRefused', visibility: ['investigation', 'auditTrail'] })
    expect(JSON.stringify(refusals[0]?.toRecord())).not.toContain('"amount"')
  })

  it('answers a retry under the same key with the recorded refusal, also if the rule holds now', async () => {
    const caseId = randomUUID()
    await send(caseId, 'Release', 5, { key: 'early' })
    await send(caseId, 'Deposit', 10)
    expect(await send(caseId, 'Release', 5, { key: 'early' })).toMatchObject({ outcome: 'refused' })
    expect(await send(caseId, 'Release', 5, { key: 'early' }, replica)).toMatchObject({ outcome: 'refused' })
    expect(await send(caseId, 'Release', 6, { key: 'early' })).toEqual({ outcome: 'id-clash' })
    expect(await send(caseId, 'Release', 5, { key: 'later' })).toMatchObject({ outcome: 'appended' })
  })

  it('answers a retry with the sentence of the rule in any process, also after a restart', async () => {
    const caseId = randomUUID()
    const refused = await send(caseId, 'Release', 5, { key: 'refused' })
    const restarted = commandContextOn(replica)
    const command = submittedCommand(caseId, 'Release', { amount: 5 }, { key: 'refused' })
    expect(await handle(restarted, account, command)).toEqual(refused)
    const upgraded = { ...restarted, rules: [] }
    const { id } = releaseIsWithinHeldAmount
    expect(await handle(upgraded, account, command)).toMatchObject({ rule: { id, sentence: `refused earlier by the rule ${id}` } })
  })

  it('answers a retry with the recorded events, also if the rule no longer holds', async () => {
    const caseId = randomUUID()
    await send(caseId, 'Deposit', 5)
    const first = await send(caseId, 'Release', 5, { key: 'all' })
    for (const on of [store, replica])
      expect(await send(caseId, 'Release', 5, { key: 'all' }, on)).toEqual({ ...first, outcome: 'duplicate' })
    expect(await send(caseId, 'Release', 4, { key: 'all' })).toEqual({ outcome: 'id-clash' })
    expect(await store.readStream(refusalsOf(caseId))).toEqual([])
  })

  it('rejects one key for two cases as a clash if the store has unique event ids: a key identifies one command', async () => {
    await send(randomUUID(), 'Deposit', 1, { key: 'for one case' })
    const { outcome } = await send(randomUUID(), 'Deposit', 1, { key: 'for one case' })
    expect(outcome).toBe(store.capabilities.uniqueEventIds ? 'id-clash' : 'appended')
  })

  it('repeats the warnings of the first answer on a retry', async () => {
    const caseId = randomUUID()
    const first = await send(caseId, 'Deposit', 0, { key: 'empty' })
    expect(await send(caseId, 'Deposit', 0, { key: 'empty' }, replica)).toEqual({ ...first, outcome: 'duplicate' })
  })

  it('rejects an If-Match of another revision as stale, and still answers a retry of an accepted command', async () => {
    const caseId = randomUUID()
    expect(await send(caseId, 'Deposit', 1, { expected: [3] })).toEqual({ outcome: 'stale', revision: -1 })
    const first = await send(caseId, 'Deposit', 1, { key: 'match', expected: [-1] })
    expect(first).toMatchObject({ outcome: 'appended' })
    expect(await send(caseId, 'Deposit', 1, { key: 'match', expected: [-1] })).toEqual({ ...first, outcome: 'duplicate' })
    expect(await send(caseId, 'Deposit', 1, { expected: [-1] })).toEqual({ outcome: 'stale', revision: 0 })
    expect(await send(caseId, 'Deposit', 1, { expected: [0] }, replica)).toMatchObject({ outcome: 'appended', firstRevision: 1 })
    expect(await send(caseId, 'Deposit', 1, { expected: [0] })).toEqual({ outcome: 'stale', revision: 1 })
  })

  it('decides again in the losing replica when two replicas race for one stream', async () => {
    for (let round = 0; round < 15; round += 1) {
      const caseId = randomUUID()
      await send(caseId, 'Deposit', 5)
      await send(caseId, 'Deposit', 0, {}, replica)
      const answers = await Promise.all([send(caseId, 'Release', 5), send(caseId, 'Release', 5, {}, replica)])
      expect(answers.map((answer) => answer.outcome).toSorted()).toEqual(['appended', 'refused'])
    }
  })

  it('records a command once when two replicas receive it', async () => {
    for (let round = 0; round < 15; round += 1) {
      const caseId = randomUUID()
      const key = `same in ${caseId}`
      const answers = await Promise.all([send(caseId, 'Deposit', 1, { key }), send(caseId, 'Deposit', 1, { key }, replica)])
      expect(answers.map((answer) => answer.outcome).toSorted()).toEqual(['appended', 'duplicate'])
    }
  })

  it('decides a command once that is sent many times at the same time, and answers all', async () => {
    let decisions = 0
    const counted = depositAccount(() => {
      decisions += 1
      return { known: {}, read: [] }
    })
    const caseId = randomUUID()
    const sendTogether = (name: string, amounts: readonly number[]) => {
      decisions = 0
      const commands = amounts.map((amount) => submittedCommand(caseId, name, { amount }, { key: `${name} in ${caseId}` }))
      return Promise.all(commands.map((command) => handle(context, counted, command)))
    }
    const refused = await sendTogether('Release', [...Array<number>(50).fill(5), 6])
    expect(refused.map(({ outcome }) => outcome)).toEqual([...Array<string>(50).fill('refused'), 'id-clash'])
    expect(decisions).toBe(1)
    expect(await store.readStream(refusalsOf(caseId))).toHaveLength(1)
    const [first, ...repeated] = await sendTogether('Deposit', [...Array<number>(50).fill(0), 1])
    expect(first).toMatchObject({ outcome: 'appended', warnings: [depositIsNotEmpty.id] })
    expect(repeated).toEqual([...Array<unknown>(49).fill({ ...first, outcome: 'duplicate' }), { outcome: 'id-clash' }])
    expect(decisions).toBe(1)
    expect(await store.readStream(streamOf(caseId))).toHaveLength(2)
    const inVain = await sendTogether('Nothing', [1, 1])
    expect(inVain).toMatchObject([
      { outcome: 'appended', ids: [] },
      { outcome: 'appended', ids: [] },
    ])
  })

  it('never refuses on a stale cached state: it reads the store first', async () => {
    const caseId = randomUUID()
    await send(caseId, 'Deposit', 1)
    await send(caseId, 'Deposit', 9, {}, replica)
    expect(await send(caseId, 'Release', 10)).toMatchObject({ outcome: 'appended' })
  })

  it('records nothing for a command that changes nothing', async () => {
    const caseId = randomUUID()
    expect(await send(caseId, 'Nothing', 1)).toMatchObject({ outcome: 'appended', ids: [], lastRevision: -1 })
    expect(await store.readCase(caseId)).toEqual([])
  })

  it('records the events that it read of other streams in the basis, and is guarded by them', async () => {
    const caseId = randomUUID()
    const guardedByConsent = depositAccount((history) => {
      const read = history.events.filter((event) => event.stream.startsWith('investigation.consent-'))
      return {
        known: { consent: read.length === 0 },
        read,
        guards: [{ stream: `investigation.consent-${caseId}`, revision: read.length - 1 }],
      }
    })
    const elsewhere = { ...account, name: 'consent' }
    const release = () => handle(context, guardedByConsent, submittedCommand(caseId, 'Release', { amount: 1 }))
    await send(caseId, 'Deposit', 5)
    expect(await release()).toMatchObject({ outcome: 'appended' })
    await handle(contextOfReplica, elsewhere, submittedCommand(caseId, 'Deposit', { amount: 1 }))
    expect(await release()).toMatchObject({ outcome: 'refused', rule: { id: consentIsGiven.id } })
    const readingConsent = depositAccount((history) => ({
      known: {},
      read: history.events.filter((event) => event.stream.startsWith('investigation.consent-')),
    }))
    await handle(context, readingConsent, submittedCommand(caseId, 'Release', { amount: 1 }))
    const [consent] = await store.readStream(`investigation.consent-${caseId}`)
    const last = (await store.readStream(streamOf(caseId))).at(-1)
    expect(last?.envelope.basis).toEqual({ events: [{ id: consent?.id, stream: consent?.stream, revision: 0 }] })
  })

  it('loses no command of 32 clients on one stream, whatever they send and to which replica', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.boolean()), { minLength: 32, maxLength: 32 }),
        async (deposits) => {
          const caseId = randomUUID()
          const answers = await Promise.all(
            deposits.map(([amount, toReplica]) => send(caseId, 'Deposit', amount, {}, toReplica ? replica : store)),
          )
          const lost = answers.filter((answer) => answer.outcome !== 'appended' && answer.outcome !== 'conflict')
          expect(lost).toEqual([])
          const held = deposits.filter((_, n) => answers[n]?.outcome === 'appended').reduce((sum, [amount]) => sum + amount, 0)
          expect(await send(caseId, 'Release', held + 1)).toMatchObject({ outcome: 'refused' })
          expect(await send(caseId, 'Release', held)).toMatchObject({ outcome: 'appended' })
        },
      ),
      { numRuns: 5 },
    ))
})
