import { SERVICES } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import { testLog } from '@case-timeline/feed/fixtures'
import { fillTogether, materialise, rebuild } from '@case-timeline/projections'
import { loadLaws } from '@case-timeline/service-kit'
import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { deliverAll, openViews, replicaOf } from './filled-views.fixtures.ts'
import { ids, recordCases, step } from './random-cases.fixtures.ts'

/** A store that counts how often the log is read from its beginning; looking for a few rare events in it is no such reading. */
const countedReadings = (store: EventStore): { readonly store: EventStore; readings(): number } => {
  let readings = 0
  const counting = new Proxy(store, {
    get(target, member) {
      const own: unknown = Reflect.get(target, member, target)
      if (member !== 'readAll') return typeof own === 'function' ? (own.bind(target) as unknown) : own
      return (from: Parameters<EventStore['readAll']>[0]) => {
        if (from.after === '0' && from.atLeastTo === undefined) readings += 1
        return target.readAll(from)
      }
    },
  })
  return { store: counting, readings: () => readings }
}

it.each(SERVICES)(
  'the log is read once for all views of %s that are rebuilt, and once for all that are filled at a position',
  async (service) => {
    const laws = await loadLaws([])
    const log = await testLog()
    try {
      const filled = await openViews(log, service, laws)
      const { views, db } = filled
      const [history] = fc.sample(fc.record({ steps: fc.array(step, { minLength: 20, maxLength: 20 }), ids }), { numRuns: 1, seed: 19 })
      await recordCases(log, filled, history!)
      for (const consumer of filled.process()) await deliverAll(filled, [await replicaOf(filled, consumer)], { limit: 500 })

      const rebuilding = countedReadings(filled.store)
      const { filled: together } = await fillTogether({ views, store: rebuilding.store, db })
      expect(together).toEqual(new Set(views.map(({ name }) => name)))
      for (const view of views) await rebuild({ view, store: rebuilding.store, db, differences: 'refused' })
      expect(rebuilding.readings()).toBe(1)

      const replaying = countedReadings(filled.store)
      const work = { views, store: replaying.store, db, schema: 'as_known', signal: new AbortController().signal }
      await materialise({ ...work, until: await filled.store.lastPosition() })
      expect(replaying.readings()).toBe(1)
    } finally {
      await log.close()
    }
  },
  120_000,
)
