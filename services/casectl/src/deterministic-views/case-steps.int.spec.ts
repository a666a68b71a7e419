import { SERVICES } from '@case-timeline/contracts'
import { testLog } from '@case-timeline/feed/fixtures'
import { itemsAfter } from '@case-timeline/projections/fixtures'
import { type CaseRows, caseSteps, type Row, rowsFromHistory, type StoredView } from '@case-timeline/projections'
import { loadLaws, viewsUnder } from '@case-timeline/service-kit'
import type { StoredEvent } from '@case-timeline/event-store'
import { describe, expect, it, jest } from '@jest/globals'
import fc from 'fast-check'
import { randomUUID } from 'node:crypto'
import { DESCRIPTION_OF } from '../descriptions.ts'
import { ids, recordCases, type Step, step } from './random-cases.fixtures.ts'

const seed = process.env['CASE_TIMELINE_SEED'] ? { seed: Number(process.env['CASE_TIMELINE_SEED']) } : {}
if (process.env['CASE_TIMELINE_SOAK']) jest.setTimeout(600_000)

/** A view that counts how often it folds an event. */
const counted = (view: StoredView): { readonly view: StoredView; calls(): number } => {
  let calls = 0
  const counting =
    (evolve: StoredView['evolve']): StoredView['evolve'] =>
    (...args) => {
      calls += 1
      return evolve(...args)
    }
  const { remembering } = view
  return {
    view: {
      ...view,
      evolve: counting(view.evolve),
      ...(remembering ? { remembering: (history) => counting(remembering(history)) } : {}),
    },
    calls: () => calls,
  }
}

const present = (rows: CaseRows<Row>): unknown =>
  [...rows].filter(([, row]) => row !== null).toSorted(([one], [other]) => (one < other ? -1 : 1))

type Misses = Readonly<Record<string, readonly object[]>>
type Item = Row & { readonly ruleId: string; readonly clockId: string; readonly dueBy: string }

/** Recorded misses by rule, with one of a deadline. */
const withMiss = (misses: Misses, item: Row | undefined): Misses => {
  if (!item) return misses
  const { ruleId, dueBy, ...deadline } = item as Item
  const miss = { ...deadline, id: randomUUID(), dueAt: dueBy, recordedAt: dueBy }
  return { ...misses, [ruleId]: [...(misses[ruleId] ?? []), miss] }
}

/**
 * A random history of two cases, as a service sees each of them, with the views of the service.
 * @param concerning the views whose facts are recorded; default: all
 * @param runs how many histories are drawn
 */
const eachCase = async (
  kinds: (one: Step) => boolean,
  check: (view: StoredView, history: readonly StoredEvent[]) => void,
  { concerning = () => true, runs = 1 }: { readonly concerning?: (view: StoredView) => boolean; readonly runs?: number } = {},
): Promise<void> => {
  const laws = await loadLaws([])
  const views = SERVICES.flatMap((service) => viewsUnder(DESCRIPTION_OF[service], laws)).filter(concerning)
  const steps = fc.array(step.filter(kinds), { minLength: 40, maxLength: 60 })
  const property = fc.asyncProperty(fc.record({ steps, ids }), async (drawn) => {
    const log = await testLog()
    try {
      await recordCases(log, { service: 'investigation', views }, drawn)
      for (const service of SERVICES)
        for (const caseId of drawn.ids.slice(0, 2)) {
          const history = await log.storeOf(service).readCase(caseId)
          for (const view of viewsUnder(DESCRIPTION_OF[service], laws)) check(view, history)
        }
    } finally {
      await log.close()
    }
  })
  await fc.assert(property, { ...seed, numRuns: process.env['CASE_TIMELINE_SOAK'] ? 20 : runs, endOnFailure: true })
}

describe('the steps of a case', () => {
  it('show the rows of every view as the history until each event makes them', () =>
    eachCase(
      () => true,
      (view, history) => {
        const rows: CaseRows<Row> = new Map()
        for (const { event, changed } of caseSteps(view, history)) {
          for (const [key, { after }] of changed) rows.set(key, after ?? null)
          const until = history.slice(0, history.indexOf(event) + 1)
          expect({ view: view.name, rows: present(rows) }).toEqual({ view: view.name, rows: present(rowsFromHistory(view, until)) })
        }
      },
    ))

  it('fold each event once in a history without corrections and merges', async () => {
    let folded = 0
    await eachCase(
      ({ kind }) => kind === 'fact',
      (one, history) => {
        if (one.key.length > 0) return
        const { view, calls } = counted(one)
        const steps = caseSteps(view, history)
        expect(calls()).toBe(steps.length)
        folded += calls()
      },
    )
    expect(folded).toBeGreaterThan(40)
  })

  it('change the items that a view lists to those of the whole row, also where some are recorded as missed', async () => {
    let compared = 0
    await eachCase(
      () => true,
      ({ listing, ...view }, history) => {
        if (!listing) return
        const textOf = (items: readonly Row[]) => items.map((item) => JSON.stringify(item, Object.keys(item).toSorted())).toSorted()
        let shown: { readonly row: Row; readonly items: readonly Row[] } | undefined
        let misses: Misses = {}
        const show = (row: Row, isContinued: boolean): readonly Row[] => {
          const items = itemsAfter(listing, row, isContinued ? shown : undefined)
          expect({ view: view.name, items: textOf(items) }).toEqual({ view: view.name, items: textOf(listing.items(row)) })
          compared += items.length
          shown = { row, items }
          return items
        }
        for (const { changed } of caseSteps(view, history))
          for (const { before, after } of changed.values()) {
            if (after === undefined) continue
            const items = show({ ...after, misses } as Row, before !== undefined)
            misses = withMiss(misses, items[compared % items.length])
            show({ ...after, misses } as Row, true)
          }
      },
      // Of one history, few facts begin a deadline.
      { concerning: ({ listing }) => listing !== undefined, runs: 8 },
    )
    expect(compared).toBeGreaterThan(100)
  })
})
