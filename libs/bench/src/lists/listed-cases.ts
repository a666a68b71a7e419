import { caseGate, type Confidentiality, confidentiality } from '@case-timeline/access'
import { caseFileOf, casesOf } from '@case-timeline/case-file'
import type { EventStore } from '@case-timeline/event-store'
import { rebuild, type StoredView } from '@case-timeline/projections'
import { loadLaw } from '@case-timeline/service-kit'
import { custodyClocksOf, deadlines, type DeadlinesQuery, deadlinesView } from '@case-timeline/shared-aggregates'
import type { DataSource } from 'typeorm'
import type { BenchEnvironment } from '../feed/bench-environment.ts'
import { AGENCY, recordCases } from './detention-log.ts'

const PAGE = 50
const READ_PAGE = 10_000

/** A page of a list, by what it shows. */
export type Pages = Readonly<Record<string, () => Promise<unknown>>>

/** A log of cases with the views of its lists, all of them filled. */
export interface ListedCases {
  readonly events: number
  readonly pages: Pages
  /** Reads the events of the deadlines view without folding them. @returns events a second */
  bareRead(): Promise<number>
  /** Rebuilds the deadlines view. @returns events a second */
  rebuildDeadlines(): Promise<number>
}

interface Lists {
  readonly db: DataSource
  readonly store: EventStore
  readonly orders: Confidentiality
  readonly view: ReturnType<typeof caseFileOf>
  readonly source: Parameters<typeof deadlines>[0]
}

const pagesOf = async ({ db, store, orders, view, source }: Lists): Promise<Pages> => {
  const reader = { userId: 'j.dela-cruz', agencyId: AGENCY, sector: 'investigation' } as const
  const listed = (more: Partial<DeadlinesQuery>) =>
    deadlines(source, { ...reader, asOf: new Date().toISOString(), limit: PAGE + 1, ...more })
  const [middle] = await db.query(
    `select due_by as "dueBy", clock_id as "clockId" from deadlines_v13_items where known_until is null
      order by due_by offset (select count(*) / 2 from deadlines_v13_items where known_until is null) limit 1`,
  )
  const after = middle as NonNullable<DeadlinesQuery['after']>
  const [half] = await store
    .readAll({ after: String(Math.floor(Number(await store.lastPosition()) / 2)), limit: 1 })
    .then(({ events }) => events)
  const knownAt = `${(half?.recordedAt ?? '').slice(0, 19)}Z`
  const [inTheMiddle] = await db.query(
    `select since, case_id as "caseId" from case_file_v7 order by since offset (select count(*) / 2 from case_file_v7) limit 1`,
  )
  const { since, caseId } = inTheMiddle as { since: string; caseId: string }
  const cursor = Buffer.from(`${since} ${caseId}`).toString('base64url')
  return {
    'deadlines, first page': () => listed({}),
    'deadlines, a page in the middle': () => listed({ after }),
    'deadlines overdue': () => listed({ state: 'overdue' }),
    'deadlines met late': () => listed({ state: 'metLate' }),
    'deadlines as of a day in the past': () => listed({ asOf: '2020-06-01T00:00:00.000Z', state: 'due' }),
    'deadlines of one case': () => listed({ caseId }),
    'deadlines known at mid-log': () => listed({ knownAt }),
    'deadlines overdue, known at mid-log, in the middle': () => listed({ knownAt, state: 'overdue', after }),
    'cases, first page': () => casesOf(db, view, orders, { ...reader, limit: PAGE }),
    'cases, a page in the middle': () => casesOf(db, view, orders, { ...reader, limit: PAGE, cursor }),
  }
}

/** Records a log of cases in a new environment and fills the views. */
export const listedCases = async (environment: BenchEnvironment, cases: number): Promise<ListedCases> => {
  const store = environment.storeOf('investigation')
  const events = await recordCases(store, cases)
  const law = await loadLaw('ID')
  const scope = {
    sector: 'investigation',
    clocks: [...custodyClocksOf('investigation')],
    policyOf: () => law.policy,
    receivingAgency: undefined,
  } as const
  const view = deadlinesView(scope, [law])
  const caseFiles = caseFileOf('investigation', [])
  const views: readonly StoredView[] = [view, caseFiles] as unknown as readonly StoredView[]
  const db = await environment.views(views)
  for (const one of views) await rebuild({ view: one, store, db })
  for (const table of ['deadlines_v13', 'deadlines_v13_items', 'case_file_v7']) await db.query(`analyze ${table}`)
  const orders = confidentiality(store)
  const source = { db, store, cases: caseGate(store), scope, confidentiality: orders }
  return {
    events,
    pages: await pagesOf({ db, store, orders, view: caseFiles, source }),
    async bareRead() {
      const types = view.events === 'every' ? [] : view.events.map(({ type }) => type)
      const start = performance.now()
      let read = 0
      for (let after = '0'; ;) {
        const page = await store.readAll({ after, limit: READ_PAGE, types })
        // The data and the envelope of an event are parsed on first use.
        read += page.events.filter(({ data, envelope }) => data !== undefined && envelope.jurisdiction === 'ID').length
        if (page.position === after || page.events.length === 0) return (read * 1000) / (performance.now() - start)
        after = page.position
      }
    },
    async rebuildDeadlines() {
      const { events: folded, seconds } = await rebuild({ view, store, db })
      return folded / seconds
    },
  }
}
