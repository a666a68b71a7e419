import { CasesLinked, EventRetracted } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomBytes, randomUUID } from 'node:crypto'
import { DRIVERS } from '@case-timeline/event-store/drivers/fixtures'
import { type EventStore, hashEvents } from '@case-timeline/event-store'
import { linkedCasesBefore, linkedCasesIn, MAX_LINKED_CASES } from './linked-cases.ts'

describe.each(DRIVERS)('the cases that are linked with a case, in %s', (_, start) => {
  let log: Awaited<ReturnType<typeof start>>
  let reader: EventStore
  let linkedCases: ReturnType<typeof linkedCasesIn>
  let writer: EventStore
  beforeAll(async () => {
    log = await start()
    reader = log.open()
    linkedCases = linkedCasesIn(reader)
    writer = log.open()
  })
  afterAll(async () => {
    await Promise.all([reader.close(), writer.close()])
    await log.close()
  })

  const record = async (caseId: string, ...facts: readonly Parameters<typeof hashEvents>[0][number][]) => {
    const stream = `investigation.record-${caseId}`
    const [commandId, commandDigest] = [randomUUID(), randomBytes(32)]
    const events = hashEvents(
      facts,
      {
        service: 'investigation',
        deployment: 'test',
        stream,
        caseId,
        commandId,
        commandDigest,
        jurisdiction: 'ZZ',
        actor: { userId: 'k.santoso', agencyId: 'zz-police', role: 'investigator' },
        correlationId: 'test',
        now: '2026-11-25T10:00:00.000Z',
      },
      (type) => [CasesLinked, EventRetracted].find((one) => one.type === type),
      () => ({ visibility: CasesLinked.visibility as never, classification: 'PRIVATE', subjects: undefined }),
    )
    const outcome = await writer.append({ stream, expected: 'any', commandId, commandDigest, events })
    if (outcome.outcome !== 'appended') throw new Error(outcome.outcome)
    return outcome
  }
  const link = (caseId: string, ...others: readonly string[]) =>
    record(caseId, ...others.map((otherCaseId) => ({ type: CasesLinked.type, data: { otherCaseId, ground: 'sameNetwork' as const } })))
  const idsOf = async (caseId: string) => (await linkedCases(caseId)).cases.map((one) => one.caseId)

  it('are found with their histories as soon as another process has recorded the link', async () => {
    const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()]
    expect(await idsOf(a)).toEqual([])
    await link(b, a)
    expect(await idsOf(a)).toEqual([b])
    const { ids } = await link(b, c)
    const { cases, hasMore } = await linkedCases(a)
    expect(cases.map(({ caseId, events }) => [caseId, events.length])).toEqual([
      [b, 2],
      [c, 0],
    ])
    expect(hasMore).toBe(false)
    const approver = { userId: 'l.santos', role: 'records-supervisor' }
    await record(b, { type: EventRetracted.type, data: { retractsId: ids[0], reasonCode: 'wrongCase', approver } })
    expect(await idsOf(a)).toEqual([b])
  })

  it('are guarded from a position that is not later than the time of reading', async () => {
    const [a, b] = [randomUUID(), randomUUID()]
    const { lastPosition } = await link(a, b)
    const { asOf, caseIdsToGuard } = await linkedCases(a)
    expect([asOf, caseIdsToGuard]).toEqual([lastPosition, [a, b]])
  })

  it('are limited in number, with an indication that there are more', async () => {
    const [hub, ...others] = Array.from({ length: MAX_LINKED_CASES + 2 }, () => randomUUID())
    await link(hub ?? '', ...others.slice(1))
    expect(await linkedCases(hub ?? '')).toMatchObject({ hasMore: false })
    await link(others[0] ?? '', hub ?? '')
    const { cases, hasMore } = await linkedCases(hub ?? '')
    expect([cases.length, hasMore]).toEqual([MAX_LINKED_CASES, true])
  })

  it('of the past are those before a position, as they were there', async () => {
    const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()]
    const first = await link(a, b)
    const second = await link(b, c)
    const before = linkedCasesBefore(reader)
    const casesBefore = async (position: string) => (await before(a, position))?.cases.map(({ caseId, events }) => [caseId, events.length])
    expect(await casesBefore(first.lastPosition)).toEqual([])
    expect(await casesBefore(second.lastPosition)).toEqual([[b, 1]])
    const { lastPosition } = await link(randomUUID(), randomUUID())
    expect(await casesBefore(lastPosition)).toEqual([
      [b, 1],
      [c, 0],
    ])
    expect(await casesBefore(first.lastPosition)).toEqual([])
  })

  it('of the past are not known of a log with more statements about links than are kept', async () => {
    const [a, b] = [randomUUID(), randomUUID()]
    await link(a, b)
    const { lastPosition } = await link(b, randomUUID())
    expect(await linkedCasesBefore(reader, 1)(a, lastPosition)).toBeUndefined()
  })
})
