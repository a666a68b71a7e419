import { EventCorrected, EventRetracted, type Fact } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import { type Claim, claim, type Consumer, deliver, lowestPositionOf, register } from '@case-timeline/feed'
import { type TestLog, testLog } from '@case-timeline/feed/fixtures'
import { randomUUID } from 'node:crypto'
import type { DataSource } from 'typeorm'
import { markedRow } from './entries.ts'
import { type Notebook, notebook } from './notebook.fixtures.ts'
import { projection } from './projection.ts'
import { AllMarked, Erased, Noted } from './tally.fixtures.ts'
import { tablesOf } from './view-table.ts'

const correctionReason = { reasonCode: 'clericalError', approver: { userId: 'p.reyes', role: 'records-supervisor' } }

export const note = (number: number): Fact => ({ type: Noted.type, data: { number } })
export const erase = (number: number): Fact => ({ type: Erased.type, data: { number } })
export const mark = (number: number): Fact => ({ type: AllMarked.type, data: { number } })
export const correct = (correctsId: string, number: number): Fact => ({
  type: EventCorrected.type,
  data: { correctsId, schemaVersion: 1, data: { number }, ...correctionReason },
})
export const retract = (retractsId: string): Fact => ({ type: EventRetracted.type, data: { retractsId, ...correctionReason } })

/** Notebooks over a real log, folded on demand. */
export interface NotebookLog {
  readonly db: DataSource
  readonly store: EventStore
  /** Where a process of its own reaches the log. */
  readonly url: string
  record(caseId: string, ...facts: readonly Fact[]): ReturnType<TestLog['record']>
  /** A consumer that fills the view, with nothing in its memory. */
  consumer(): Consumer
  /** Claims all partitions for a consumer, also those that another one holds. */
  claimed(consumer: Consumer): Promise<Claim>
  /** Reads a batch. @returns a function that delivers it */
  read(consumer: Consumer, held: Claim, limit?: number): Promise<() => ReturnType<typeof deliver>>
  /** Delivers what was recorded since, in batches of the given sizes, then the rest. @throws if a case is parked */
  follow(consumer: Consumer, held: Claim, sizes?: readonly number[]): Promise<void>
  /** Starts a consumer. @returns a function that delivers what was recorded since */
  following(): Promise<() => Promise<void>>
  shown(caseId: string): Promise<Notebook | undefined>
  numbersIn(caseId: string): Promise<readonly number[] | undefined>
  /** The entries of a case, each with the transaction that wrote it. */
  stored(caseId: string): Promise<readonly { list: string; place: number; entry: unknown; writer: string }[]>
  /** Empties the view. */
  clear(): Promise<unknown>
  close(): Promise<void>
}

export const notebookLog = async (): Promise<NotebookLog> => {
  const log = await testLog()
  const db = await log.open(tablesOf([notebook]))
  const store = log.storeOf('prosecution')
  const consumer = () => projection(notebook, store)
  const shown: NotebookLog['shown'] = async (caseId) => (await markedRow<Notebook>(db, notebook, caseId))?.row
  const claimed: NotebookLog['claimed'] = async (own) => {
    await register(db.manager, own, store)
    await db.query('delete from feed_lease')
    return (await claim(db, own.name, randomUUID(), 60_000)) as Claim
  }
  const read: NotebookLog['read'] = async (own, held, limit = 5_000) => {
    const { events, ...at } = await store.readAll({ after: lowestPositionOf(held), limit })
    return () => deliver(db, own, held, events, at)
  }
  const follow: NotebookLog['follow'] = async (own, held, sizes = []) => {
    for (const limit of [...sizes, 5_000]) {
      const [unhandled] = await (await read(own, held, limit))()
      if (unhandled) throw new Error('an event was not handled', { cause: unhandled })
    }
  }
  return {
    ...{ db, store, url: log.urlOf('prosecution'), consumer, claimed, read, follow, shown },
    record: (caseId, ...facts) => log.record({ caseId, facts, eventTypes: [Noted, Erased, AllMarked, EventCorrected, EventRetracted] }),
    async following() {
      const own = consumer()
      const held = await claimed(own)
      return () => follow(own, held)
    },
    numbersIn: async (caseId) => (await shown(caseId))?.notes.map(({ number }) => number),
    stored: (caseId) =>
      db.query('select list, place, entry, xmin::text as writer from test_notebooks_v1_entries where case_id = $1 order by list, place', [
        caseId,
      ]),
    clear: () => db.query('truncate test_notebooks_v1, test_notebooks_v1_entries, feed_checkpoint, feed_lease, feed_parked_case cascade'),
    close: () => log.close(),
  }
}
