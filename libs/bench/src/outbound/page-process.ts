import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import type * as Access from '@case-timeline/access'
import type * as AgencyApi from '@case-timeline/agency-api'
import type * as Port from '@case-timeline/event-store'
import type * as Drivers from '@case-timeline/event-store/drivers'

/*
 * Reads the events of an agency page by page, and the log itself in the same way, in a process of its own. The packages
 * are those of a given checkout, so that an earlier one is measured by the same program.
 */

/** What one way of reading took. */
export interface PagesRead {
  readonly positions: number
  readonly events: number
  readonly pages: number
  readonly ms: number
}

/** The readings of one process: the log itself, and the events of the agency for its first and for its next reader. */
export type Readings = Readonly<Record<'bare' | 'first' | 'next', PagesRead>>

const [checkout = '', url = '', agencyId = '', start = '0', pageSize = '1000'] = process.argv.slice(2)
const limit = Number(pageSize)

const packageOf = async <T>(name: string, entry = 'index'): Promise<T> =>
  (await import(pathToFileURL(join(checkout, 'libs', name, `dist/${entry}.js`)).href)) as T

const eventStore = await packageOf<typeof Port & Partial<typeof Drivers>>('event-store')
// An earlier checkout exports the drivers with the port.
const { postgresEventStore } = eventStore.postgresEventStore
  ? (eventStore as typeof Drivers)
  : await packageOf<typeof Drivers>('event-store', 'drivers')
const access = await packageOf<Partial<typeof Access>>('access')
const { outboundOf } = await packageOf<typeof AgencyApi>('agency-api')

const openStore = (): Port.EventStore => eventStore.readableEventStore(postgresEventStore({ url }))

interface Page {
  readonly position: string
  readonly events: number
  readonly isLast: boolean
}

/** Reads pages up to the end of the log. */
const readPages = async (page: (after: string) => Promise<Page>): Promise<PagesRead> => {
  const began = performance.now()
  let [after, events, pages] = [start, 0, 0]
  for (let isLast = false; !isLast; pages += 1) {
    const read = await page(after)
    isLast = read.isLast
    after = read.position
    events += read.events
  }
  return { positions: Number(BigInt(after) - BigInt(start)), events, pages, ms: performance.now() - began }
}

const bareRead = async (): Promise<PagesRead> => {
  const store = openStore()
  const read = await readPages(async (after) => {
    const { events, position } = await store.readAll({ after, limit })
    return { events: events.length, position, isLast: events.length < limit }
  })
  await store.close()
  return read
}

/** Reads as an agency does, on a store of its own, of whose cases nothing is known yet. */
const agencyReader = () => {
  const store = openStore()
  // An earlier checkout checks access by the gate of cases and by the orders.
  const checks = { access: access.eventAccess?.(store), cases: access.caseGate?.(store), confidentiality: access.confidentiality?.(store) }
  const source = { store, schemasUrl: undefined, ...checks } as Parameters<typeof outboundOf>[0]
  const outbound = outboundOf(source, new AbortController().signal)
  const pageFor = (userId: string) => async (after: string) => {
    const receiver = { userId, agencyId, sector: 'investigation', role: 'agency-system' } as const
    const { events, position, caughtUp } = await outbound.page(receiver, { after, limit })
    outbound.batch(events)
    return { events: events.length, position, isLast: caughtUp }
  }
  return { pageFor, close: () => store.close() }
}

// Once, uncounted, so that code is compiled and the database has the log in memory for all of them.
await bareRead()
const warmUp = agencyReader()
await warmUp.pageFor('warm-up')(start)
await warmUp.close()
const reader = agencyReader()
const readings: Readings = {
  bare: await bareRead(),
  first: await readPages(reader.pageFor('first')),
  next: await readPages(reader.pageFor('next')),
}
process.stdout.write(`${JSON.stringify(readings)}\n`)
await reader.close()
process.exit(0)
