import { caseFileOf } from '@case-timeline/case-file'
import type { EventStore } from '@case-timeline/event-store'
import { storeFeed, waitFor } from '@case-timeline/feed'
import {
  caseSteps,
  consumerNameOf,
  fillTogether,
  fold,
  materialise,
  projection,
  rebuild,
  recordedBy,
  type Row,
  type Rows,
  type StoredView,
  tablesOfView,
  type View,
} from '@case-timeline/projections'
import { loadLaw } from '@case-timeline/service-kit'
import { custodyClocksOf, deadlinesView } from '@case-timeline/shared-aggregates'
import type { DataSource } from 'typeorm'
import { cpuClock } from '../cpu.ts'
import type { BenchEnvironment } from '../feed/bench-environment.ts'
import { type ChangedCases, recordCases } from '../lists/detention-log.ts'
import { caseCounts, eventRows, thingRows } from './bench-views.ts'
import { belongsToCase } from './peers.ts'
import { type Sample, sampleOf } from './sample.ts'

/** As many as a rebuild reads at once. */
const CHUNK = 5_000
const FOLLOWED_WITHIN_MS = 1_800_000

/** A log, and views that are filled from it. Each answers what it took. */
export interface RebuiltViews {
  readonly events: number
  /** Their names; all but that of event rows are views of one service. */
  readonly views: readonly string[]
  readonly store: EventStore
  /** Of the database of the views. */
  readonly url: string
  /** Reads the events of a view as its rebuild does, and folds them in memory, without writing anything. */
  bare(view: string): Promise<Sample>
  rebuild(view: string): Promise<Sample>
  /** Empties a view, and lets the consumer of a running service fill it. */
  follow(view: string): Promise<Sample>
  /** All views of the service by one reading. @param without the names of those that are left out */
  rebuildAll(without?: readonly string[]): Promise<Sample>
  /** Reads the whole log, and parses each event. */
  readAll(): Promise<Sample>
  /** All views of the service as they were known at the end of the log, in a schema of their own. */
  materialise(): Promise<Sample>
  /** The changes that each event of some cases makes in a view, as `casectl replay` shows them. @returns the events, too */
  steps(view: string, cases: number): Promise<Sample & { readonly events: number }>
  /** For how long each rebuild so far locked out the writer of its view, in milliseconds. */
  lockedMs(): readonly number[]
}

const foldWithoutWriting = async (store: EventStore, view: View): Promise<void> => {
  const types = view.events === 'every' ? undefined : view.events.map(({ type }) => type)
  const { recorded } = recordedBy(view.events === 'every' ? [] : view.events)
  const folding = view.remembering ? { ...view, evolve: view.remembering() } : view
  let rows: Rows<Row> = new Map()
  const read = (after: string) => store.readAll({ after, limit: CHUNK, types })
  for (let after = '0', next = read(after); ;) {
    const page = await next
    if (page.position === after) return
    after = page.position
    next = read(after)
    fold(folding, page.events.filter(belongsToCase).map(recorded), rows)
    // Nothing reads a row of one event again.
    if (view.events === 'every') rows = new Map()
  }
}

const readAndParse = async (store: EventStore): Promise<void> => {
  const read = (after: string) => store.readAll({ after, limit: CHUNK })
  for (let after = '0', next = read(after); ;) {
    const page = await next
    if (page.position === after) return
    after = page.position
    next = read(after)
    for (const { envelope, data } of page.events)
      if (envelope === undefined || data === undefined) throw new Error('an event without content')
  }
}

const followLog = async (db: DataSource, store: EventStore, view: View): Promise<void> => {
  const name = consumerNameOf(view)
  await db.query('delete from feed_checkpoint where consumer = $1', [name])
  await db.query(
    `truncate ${tablesOfView(view)
      .map((table) => table.name)
      .join(', ')}`,
  )
  const end = await store.lastPosition()
  const stopping = new AbortController()
  const { stopped } = await storeFeed({ store }).consume({ db, consumer: projection(view, store), signal: stopping.signal })
  if (!(await waitFor(db, name, end, FOLLOWED_WITHIN_MS))) throw new Error(`${name} did not come to the end of the log`)
  stopping.abort()
  await stopped
}

/**
 * Records a log of cases in a new environment, and fills the views once.
 * @param cases how many, or how many events each of them has
 * @param without the names of views that are left out
 */
export const rebuiltViews = async (
  environment: BenchEnvironment,
  cases: number | AsyncIterable<number>,
  { without = [], ...changed }: ChangedCases & { readonly without?: readonly string[] | undefined } = {},
): Promise<RebuiltViews> => {
  const store = environment.storeOf('investigation')
  const events = await recordCases(store, cases, changed)
  const law = await loadLaw('ID')
  const scope = {
    sector: 'investigation',
    clocks: [...custodyClocksOf('investigation')],
    policyOf: () => law.policy,
    receivingAgency: undefined,
  } as const
  const all = [caseCounts, thingRows, caseFileOf('investigation', []), deadlinesView(scope, [law])] as unknown as readonly StoredView[]
  const ofService = all.filter(({ name }) => !without.includes(name))
  const views = [...ofService, eventRows as unknown as StoredView]
  const db: DataSource = await environment.views(views)
  const url = String('url' in db.options && db.options.url)
  const clock = await cpuClock(url)
  const locked: number[] = []
  const rebuildOne = async (view: StoredView): Promise<void> => void locked.push((await rebuild({ view, store, db })).lockedMs)
  for (const view of views) await rebuildOne(view)
  const named = (name: string): StoredView => {
    const view = views.find((one) => one.name === name)
    if (!view) throw new Error(`no view ${name}`)
    return view
  }
  return {
    events,
    views: views.map(({ name }) => name),
    store,
    url,
    bare: (name) => sampleOf(clock, () => foldWithoutWriting(store, named(name))),
    rebuild: (name) => sampleOf(clock, () => rebuildOne(named(name))),
    follow: (name) => sampleOf(clock, () => followLog(db, store, named(name))),
    rebuildAll: (without = []) =>
      sampleOf(clock, async () => {
        const together = ofService.filter(({ name }) => !without.includes(name))
        await fillTogether({ views: together, store, db })
        for (const view of together) await rebuildOne(view)
      }),
    readAll: () => sampleOf(clock, () => readAndParse(store)),
    materialise: () =>
      sampleOf(clock, async () => {
        const signal = new AbortController().signal
        await materialise({ views: ofService, store, db, schema: 'bench_as_known', until: await store.lastPosition(), signal })
      }),
    async steps(name, count) {
      let stepped = 0
      const page = await store.readAll({ after: '0', limit: CHUNK })
      const ids = [...new Set(page.events.filter(belongsToCase).map(({ caseId }) => caseId))].slice(0, count)
      const sample = await sampleOf(clock, async () => {
        for (const caseId of ids) {
          const history = await store.readCase(caseId)
          stepped += history.length
          caseSteps(named(name), history)
        }
      })
      return { ...sample, events: stepped }
    },
    lockedMs: () => locked,
  }
}
