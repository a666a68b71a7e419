import { SuspectArrested } from '@case-timeline/contracts'
import { type Clock, deadlineRule } from '@case-timeline/casework'
import { describe, expect, it } from '@jest/globals'
import type { Listing } from '@case-timeline/projections'
import { itemsAfter } from '@case-timeline/projections/fixtures'
import type { CaseClocks } from './case-clocks.ts'
import type { ClockSignal } from './deadline.ts'
import { deadlinesOf } from './deadline-calculation.ts'
import type { DeadlineItem } from './deadline-items.ts'
import { tenDays } from './deadlines.fixtures.ts'
import { deadlinesView } from './deadlines.view.ts'

const rule = deadlineRule('investigation.assets-are-released-in-time', 'assets are released in time', 'invented')
const clock: Clock = { rule, owedBy: 'investigation', starts: [], stops: [], startsSeveral: true, stream: (caseId) => `case-${caseId}` }
const scope = { sector: 'investigation', clocks: [clock], policyOf: () => tenDays } as const

/** Ids of a counter: their ends, which a clock id has, are equal. */
const [ONE, OTHER] = ['00000001-0000-4000-8000-000000000000', '00000002-0000-4000-8000-000000000000']
const FROZEN = '3c03b660-0735-4044-a08f-549e342b464c'
const signal = (changes: Partial<ClockSignal>): ClockSignal => ({
  ...{ eventId: FROZEN, service: 'investigation', agencyId: 'zz-police', jurisdiction: 'ZZ', at: '2026-01-01' },
  ...changes,
})
const frozen = (key: string): ClockSignal => signal({ start: { key, due: { on: '2026-01-10' } } })
const released = (key: string): ClockSignal => signal({ eventId: SuspectArrested.example.personRef, at: '2026-01-05', stop: { key } })

const listing = deadlinesView(scope, []).listing as Listing<CaseClocks>
const listed = (row: CaseClocks, before?: { readonly row: CaseClocks; readonly items: readonly DeadlineItem[] }) =>
  itemsAfter(listing, row, before) as readonly DeadlineItem[]

describe('two deadlines of one event whose keys end alike', () => {
  const signals = [frozen(ONE), frozen(OTHER)]
  const [clockId = ''] = deadlinesOf([{ ...signals[0]!, ruleId: rule.id }], scope).map((one) => one.clockId)
  const ofId = (...all: readonly ClockSignal[]) =>
    deadlinesOf(
      all.map((one) => ({ ...one, ruleId: rule.id })),
      scope,
      clockId,
    ).map(({ key, missed }) => [key, missed])
  const miss = {
    ...{ id: FROZEN, clockId, eventId: FROZEN, owedBy: 'zz-police', jurisdiction: 'ZZ' },
    ...{ dueAt: '2026-01-10T00:00:00.000Z', recordedAt: '2026-01-11T00:00:00.000000Z' },
  }
  const row = (...all: readonly ClockSignal[]): CaseClocks => ({
    caseId: FROZEN,
    signals: { [rule.id]: all },
    misses: { [rule.id]: [miss] },
  })
  const unfoundedIn = (items: readonly DeadlineItem[]) => items.map(({ key, unfoundedMiss }) => [key, unfoundedMiss]).toSorted()

  it.each([ONE, OTHER])('are both judged when a miss is to be recorded: one is, although %s was released', (key) => {
    const other = key === ONE ? OTHER : ONE
    expect(ofId(...signals, released(key)).toSorted()).toEqual(
      [
        [key, false],
        [other, true],
      ].toSorted(),
    )
  })

  const met = { ...frozen(ONE), start: { key: ONE, due: { on: '2026-01-10' }, metAt: '2026-01-02' } }
  it.each([
    ['first', [met, frozen(ONE)]],
    ['last', [frozen(ONE), met]],
  ])('are one if the keys are equal: the unmet one, where what was met is stated %s', (_, all) =>
    expect(ofId(...all)).toEqual([[ONE, true]]),
  )

  it.each([ONE, OTHER])('have one miss, which stays while either shows it: without %s, and without both', (key) => {
    const before = { row: row(...signals), items: listed(row(...signals)) }
    const later = { ...before.row, signals: { [rule.id]: [...before.row.signals[rule.id]!, released(key)] } }
    for (const items of [listed(later), listed(later, before)])
      expect(unfoundedIn(items)).toEqual([
        [ONE, undefined],
        [OTHER, undefined],
      ])
    expect(unfoundedIn(listed(row(...signals, released(ONE), released(OTHER))))).toEqual([
      [ONE, FROZEN],
      [OTHER, FROZEN],
    ])
  })
})
