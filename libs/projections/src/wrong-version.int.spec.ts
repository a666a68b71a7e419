import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { digest } from './digest.ts'
import { DiffersFromView, rebuild } from './rebuild.ts'
import { rollback } from './rollback.ts'
import { type TallyLog, tallyLog } from './rebuilding.fixtures.ts'
import { Noted, type Tally, tally } from './tally.fixtures.ts'
import { verify } from './verify.ts'
import type { View } from './view.ts'

let log: TallyLog
beforeAll(async () => {
  log = await tallyLog()
})
afterAll(() => log.close())

/** Sevens count twice: the mistake of a release. */
const wrong: View<Tally> = {
  ...tally,
  evolve: (row, event, key) => {
    const right = tally.evolve(row, event, key)
    return right && event.type === Noted.type && key[0] === '7' ? { ...right, count: right.count + 1 } : right
  },
}

it('a release that folds wrongly is found case by case, refused, and, if it was accepted, rolled back to the old rows with what came since', async () => {
  const work = { store: log.store, db: log.db }
  const affected: string[] = []
  for (let n = 0; n < 40; n += 1) {
    const caseId = await log.note(n % 6 === 0 ? [1, 7, 7] : [1, 2, 2])
    if (n % 6 === 0) affected.push(caseId)
  }
  await log.follow()
  const old = await digest(log.db, tally)
  const found = await verify({ ...work, view: wrong })
  expect(found.differing).toBe(affected.length)
  expect(found.differences.map(({ caseId }) => caseId).toSorted()).toEqual(affected.toSorted())
  expect(found.differences.map(({ caseId: _, ...more }) => more)).toEqual(
    affected.map(() => ({ key: { number: '7' }, kind: 'different', columns: ['count'] })),
  )

  const refused = rebuild({ ...work, view: wrong, release: 'wrong', differences: 'refused' })
  await expect(refused).rejects.toThrow(DiffersFromView)
  await expect(refused).rejects.toMatchObject({ comparison: { differences: found.differences } })
  expect(await digest(log.db, tally)).toEqual(old)

  const { compared } = await rebuild({ ...work, view: wrong, release: 'wrong', differences: 'accepted' })
  expect(compared?.differences).toEqual(found.differences)
  const [one = ''] = affected
  expect(await log.rowsOf(one)).toContainEqual({ number: '7', count: 4 })
  await log.note([7], one)
  const later = await log.note([7])
  await rollback({ ...work, view: tally })
  expect(await log.rowsOf(one)).toEqual([
    { number: '1', count: 1 },
    { number: '7', count: 3 },
  ])
  expect(await log.rowsOf(later)).toEqual([{ number: '7', count: 1 }])
  expect(await verify({ ...work, view: tally })).toMatchObject({ differing: 0 })
})
