import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { deadlineLog, NOW } from './deadline-log.fixtures.ts'
import { overdueMeasures } from './overdue-deadlines.ts'

let test: Awaited<ReturnType<typeof deadlineLog>>
beforeAll(async () => void (test = await deadlineLog()), 30_000)
afterAll(() => test.close())

const overdueAt = async (now: string) => (await overdueMeasures(test.db, now)).map(({ value }) => value)

describe('the number of overdue deadlines', () => {
  it('is that of the deadlines in the state overdue, in all cases of the sector', async () => {
    const [late, lateAndMet, met] = [randomUUID(), randomUUID(), randomUUID()]
    for (const caseId of [late, lateAndMet, met]) await test.identified(caseId)
    await test.informed(lateAndMet, '2026-11-10')
    await test.informed(met, '2026-11-02')
    await test.foldAvailable()
    for (const now of ['2026-10-01T00:00:00.000Z', '2026-11-03T12:00:00.000Z', '2026-11-06T12:00:00.000Z', NOW]) {
      const states = await Promise.all([late, lateAndMet, met].map((caseId) => test.statesOf(caseId, now)))
      expect([now, ...(await overdueAt(now))]).toEqual([now, states.flat().filter((state) => state === 'overdue').length])
    }
    expect(await overdueAt('2026-11-06T12:00:00.000Z')).toEqual([2])
    expect(await overdueAt(NOW)).toEqual([1])
  })
})
