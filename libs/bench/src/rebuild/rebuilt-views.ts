import { caseFileOf } from '@case-timeline/case-file'
import { CaseOpened, EvidenceCollected, SuspectArrested } from '@case-timeline/contracts'
import type { EventStore, StoredEvent } from '@case-timeline/event-store'
import {
  fillTogether,
  fold,
  rebuild,
  recordedBy,
  type Rows,
  type Row,
  type StoredView,
  storedView,
  type View,
} from '@case-timeline/projections'
import { loadLaw } from '@case-timeline/service-kit'
import { custodyClocksOf, deadlinesView } from '@case-timeline/shared-aggregates'
import type { DataSource } from 'typeorm'
import type { BenchEnvironment } from '../feed/bench-environment.ts'
import { recordCases } from '../lists/detention-log.ts'

/** As many as a rebuild reads at once. */
const CHUNK = 5_000

interface CaseCount {
  readonly caseId: string
  readonly arrests: number
  readonly evidence: number
  readonly since: string
}

const counted = (row: CaseCount | undefined, caseId: string, more: Partial<CaseCount>): CaseCount => ({
  ...(row ?? { caseId, arrests: 0, evidence: 0, since: '' }),
  ...more,
})

/** The least that a view can do: one row for each case. */
export const caseCounts: StoredView<CaseCount> = storedView({
  name: 'bench-case-counts',
  version: 1,
  columns: { arrests: 'int', evidence: 'int', since: 'text' },
  migration: 1_764_000_000_009,
  events: [CaseOpened, SuspectArrested, EvidenceCollected],
  on: {
    [CaseOpened.type]: (row, { caseId, occurredAt }) => counted(row, caseId, { since: occurredAt ?? '' }),
    [SuspectArrested.type]: (row, { caseId }) => counted(row, caseId, { arrests: (row?.arrests ?? 0) + 1 }),
    [EvidenceCollected.type]: (row, { caseId }) => counted(row, caseId, { evidence: (row?.evidence ?? 0) + 1 }),
  },
})

/** A log, and views that are rebuilt from it. Each answers how many milliseconds it took. */
export interface RebuiltViews {
  readonly events: number
  readonly views: readonly string[]
  /** Reads the events of a view as its rebuild does, and folds them in memory, without writing anything. */
  bare(view: string): Promise<number>
  rebuild(view: string): Promise<number>
  /** All of them by one reading. */
  rebuildAll(): Promise<number>
  /** For how long each rebuild so far locked out the writer of its view, in milliseconds. */
  lockedMs(): readonly number[]
}

const msOf = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await work()
  return performance.now() - start
}

const foldWithoutWriting = async (store: EventStore, view: View): Promise<void> => {
  const types = view.events === 'every' ? undefined : view.events.map(({ type }) => type)
  const { recorded } = recordedBy(view.events === 'every' ? [] : view.events)
  const folding = view.remembering ? { ...view, evolve: view.remembering() } : view
  const rows: Rows<Row> = new Map()
  const read = (after: string) => store.readAll({ after, limit: CHUNK, types })
  const isOfCase = (event: StoredEvent): event is StoredEvent & { readonly caseId: string } => event.caseId !== undefined
  for (let after = '0', next = read(after); ;) {
    const page = await next
    if (page.position === after) return
    after = page.position
    next = read(after)
    fold(folding, page.events.filter(isOfCase).map(recorded), rows)
  }
}

/** Records a log of cases in a new environment, and fills the views once. */
export const rebuiltViews = async (environment: BenchEnvironment, cases: number): Promise<RebuiltViews> => {
  const store = environment.storeOf('investigation')
  const events = await recordCases(store, cases)
  const law = await loadLaw('ID')
  const scope = {
    sector: 'investigation',
    clocks: [...custodyClocksOf('investigation')],
    policyOf: () => law.policy,
    receivingAgency: undefined,
  } as const
  const views = [caseCounts, caseFileOf('investigation', []), deadlinesView(scope, [law])] as unknown as readonly StoredView[]
  const db: DataSource = await environment.views(views)
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
    bare: (name) => msOf(() => foldWithoutWriting(store, named(name))),
    rebuild: (name) => msOf(() => rebuildOne(named(name))),
    rebuildAll: () =>
      msOf(async () => {
        await fillTogether({ views, store, db })
        for (const view of views) await rebuildOne(view)
      }),
    lockedMs: () => locked,
  }
}
