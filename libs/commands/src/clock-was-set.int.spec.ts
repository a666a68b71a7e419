import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ClockWasSet, type EventStore } from '@case-timeline/event-store'
import { DRIVERS } from '@case-timeline/event-store/drivers/fixtures'
import { handle } from './handle.ts'
import type { SubmittedCommand } from './submitted-command.ts'
import { commandContextOn, depositAccount, submittedCommand } from './test-aggregate.fixtures.ts'

const HOUR_MS = 3_600_000
const account = depositAccount()
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString()

describe.each(DRIVERS)('a command that is decided while the clock of its service is set, on %s,', (_driver, start) => {
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

  /** Handles a command by a clock that is wrong by each of the shifts in turn, and right after them. */
  const handledBy = (shifts: readonly number[], command: SubmittedCommand) => {
    const left = [...shifts]
    return handle(commandContextOn(store, { now: () => inMs(left.shift() ?? 0) }), account, command)
  }
  const inCase = async (caseId: string) => ({
    facts: await store.readStream(`investigation.case-${caseId}`),
    refusals: await store.readStream(`investigation.refusals-${caseId}`),
  })
  const happenedNow = (caseId: string) =>
    submittedCommand(caseId, 'Deposit', { amount: 5 }, { body: { data: { amount: 5 }, occurredAt: inMs(-1_000) } })

  it('is decided again by the corrected clock, and not refused because it seemed to be in the future', async () => {
    const caseId = randomUUID()
    expect(await handledBy([-HOUR_MS], happenedNow(caseId))).toMatchObject({ outcome: 'appended' })
    expect(await inCase(caseId)).toMatchObject({ facts: [{ data: { amount: 5 } }], refusals: [] })
  })

  it('is dated by the corrected clock', async () => {
    const caseId = randomUUID()
    await handledBy([], happenedNow(caseId))
    const before = inMs(0)
    await handledBy([72 * HOUR_MS], submittedCommand(caseId, 'Release', { amount: 1 }))
    const occurredAt = (await inCase(caseId)).facts.at(-1)?.occurredAt ?? ''
    expect(occurredAt >= before && occurredAt <= inMs(0)).toBe(true)
  })

  it('records nothing while the clock goes on being set', async () => {
    const caseId = randomUUID()
    const shifts = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? HOUR_MS : 0))
    await expect(handledBy(shifts, happenedNow(caseId))).rejects.toThrow(ClockWasSet)
    expect(await inCase(caseId)).toEqual({ facts: [], refusals: [] })
  })
})
