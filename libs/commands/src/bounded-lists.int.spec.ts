import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { streamName } from '@case-timeline/casework'
import { Envelope } from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import type { EventStore } from '@case-timeline/event-store'
import { DRIVERS } from '@case-timeline/event-store/drivers/fixtures'
import type { Aggregate } from './aggregate.ts'
import { handle } from './handle.ts'
import { commandContextOn, depositAccount, submittedCommand } from './test-aggregate.fixtures.ts'

const causes = Array.from({ length: 250 }, randomUUID)

/** An account whose commands break a rule for 250 reasons. */
const accountUnder = (level: Rule['level']): Aggregate => {
  const rule: Rule = {
    id: 'investigation.nothing-is-amiss',
    sentence: 'nothing is amiss',
    source: 'test',
    level,
    holds: () => false,
    facts: () => causes,
  }
  const account = depositAccount()
  return {
    ...account,
    decide: (command, state) => {
      const decided = account.decide(command, state)
      return 'events' in decided ? { ...decided, under: [rule] } : decided
    },
  }
}

/** An account whose commands read 1,300 events of another stream. */
const readsMany = depositAccount((history) => {
  const [one] = history.events
  return { known: {}, read: one ? Array.from({ length: 1_300 }, () => ({ ...one, id: randomUUID() })) : [] }
})

describe.each(DRIVERS)('a list that is longer than a record holds, on %s', (_driver, start) => {
  let log: Awaited<ReturnType<typeof start>>
  let store: EventStore
  beforeAll(async () => {
    log = await start()
    store = log.open()
  })
  afterAll(async () => {
    await store.close()
    await log.close()
  })
  const send = (aggregate: Aggregate, name: string, caseId: string) =>
    handle(commandContextOn(store), aggregate, submittedCommand(caseId, name, { amount: 1 }, { key: caseId }))

  it('of causes of a warning has the first hundred, and the number of the others', async () => {
    const caseId = randomUUID()
    expect(await send(accountUnder('warn'), 'Deposit', caseId)).toMatchObject({ outcome: 'appended' })
    const [, warning] = await store.readStream(streamName('investigation', 'case', caseId))
    expect(warning?.data).toMatchObject({ facts: causes.slice(0, 100), factsLeftOut: 150 })
  })

  it('of causes of a refusal is the same in the first answer, in the record and in the answer to a repetition', async () => {
    const caseId = randomUUID()
    const refused = { outcome: 'refused', facts: causes.slice(0, 100), factsLeftOut: 150 }
    expect(await send(accountUnder('block'), 'Release', caseId)).toMatchObject(refused)
    expect(await send(accountUnder('block'), 'Release', caseId)).toMatchObject(refused)
    const [refusal] = await store.readStream(streamName('investigation', 'refusals', caseId))
    expect(refusal?.data).toMatchObject({ facts: refused.facts, factsLeftOut: 150 })
  })
  it('of events that a decision read has the first thousand, and the number of the others', async () => {
    const caseId = randomUUID()
    await send({ ...depositAccount(), name: 'consent' }, 'Deposit', caseId)
    const deposits = submittedCommand(caseId, 'Deposit', { amount: 1 })
    expect(await handle(commandContextOn(store), readsMany, deposits)).toMatchObject({ outcome: 'appended' })
    const [deposit] = await store.readStream(streamName('investigation', 'case', caseId))
    expect(deposit?.envelope.basis?.events).toHaveLength(1_000)
    expect(Envelope.parse(deposit?.envelope).basis?.leftOut).toBe(300)
  })
})
