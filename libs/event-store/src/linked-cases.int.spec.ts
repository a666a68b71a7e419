import { CasesLinked, EventRetracted } from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomBytes, randomUUID } from 'node:crypto'
import { DRIVERS } from './drivers.fixtures.ts'
import type { EventStore } from './event-store.ts'
import { linkedCases, MOST_LINKED_CASES } from './linked-cases.ts'
import { seal } from './seal.ts'

describe.each(DRIVERS)('the cases that are linked with a case, in %s', (_, start) => {
  let log: Awaited<ReturnType<typeof start>>
  let here: EventStore
  let elsewhere: EventStore
  beforeAll(async () => {
    log = await start()
    here = log.open()
    elsewhere = log.open()
  })
  afterAll(async () => {
    await Promise.all([here.close(), elsewhere.close()])
    await log.close()
  })

  const record = async (caseId: string, ...facts: readonly Parameters<typeof seal>[0][number][]) => {
    const stream = `investigation.record-${caseId}`
    const [commandId, commandDigest] = [randomUUID(), randomBytes(32)]
    const events = seal(
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
    const outcome = await elsewhere.append({ stream, expected: 'any', commandId, commandDigest, events })
    if (outcome.outcome !== 'appended') throw new Error(outcome.outcome)
    return outcome
  }
  const link = (caseId: string, ...others: readonly string[]) =>
    record(caseId, ...others.map((otherCaseId) => ({ type: CasesLinked.type, data: { otherCaseId, ground: 'sameNetwork' as const } })))
  const idsOf = async (caseId: string) => (await linkedCases(here, caseId)).cases.map((one) => one.caseId)

  it('are known as soon as another process has recorded the link, with their histories', async () => {
    const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()]
    expect(await idsOf(a)).toEqual([])
    await link(b, a)
    expect(await idsOf(a)).toEqual([b])
    const { ids } = await link(b, c)
    const { cases, more } = await linkedCases(here, a)
    expect(cases.map(({ caseId, history }) => [caseId, history.length])).toEqual([
      [b, 2],
      [c, 0],
    ])
    expect(more).toBe(false)
    const approver = { userId: 'l.santos', role: 'records-supervisor' }
    await record(b, { type: EventRetracted.type, data: { retractsId: ids[0], reasonCode: 'wrongCase', approver } })
    expect(await idsOf(a)).toEqual([b])
  })

  it('are guarded from a position on that is no later than they were read', async () => {
    const [a, b] = [randomUUID(), randomUUID()]
    const { lastPosition } = await link(a, b)
    const { asOf, toGuard } = await linkedCases(here, a)
    expect([asOf, toGuard]).toEqual([lastPosition, [a, b]])
  })

  it('are no more than can be read, and it is said that there are more', async () => {
    const [hub, ...others] = Array.from({ length: MOST_LINKED_CASES + 2 }, () => randomUUID())
    await link(hub ?? '', ...others.slice(1))
    expect(await linkedCases(here, hub ?? '')).toMatchObject({ more: false })
    await link(others[0] ?? '', hub ?? '')
    const { cases, more } = await linkedCases(here, hub ?? '')
    expect([cases.length, more]).toEqual([MOST_LINKED_CASES, true])
  })
})
