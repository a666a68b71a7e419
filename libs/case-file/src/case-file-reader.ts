import { type Confidentiality, type Disclosed, disclosedBy, type Viewer } from '@case-timeline/access'
import { batchLoader, recentlyUsed } from '@case-timeline/event-store'
import { withKeptText } from '@case-timeline/http'
import { refoldedFrom } from '@case-timeline/lists'
import { markedRow, marksOf, type View } from '@case-timeline/projections'
import type { DataSource } from 'typeorm'
import type { CaseFile } from './case-file.ts'
import type { ReadableCaseFile } from './case-files.ts'

/** Bytes of the answers that are kept; the objects from which they were written take about three times as much. */
const MAX_KEPT_BYTES = 8_388_608

/** One statement at a time: what is asked meanwhile shares the next one. */
const MARKS = { batch: 128, calls: 1 }

/**
 * Reads one case as a reader of this sector may see it; undefined if the sector has no fact of it. The caller must check
 * access.
 */
export type CaseFileReader = (caseId: string, viewer: Viewer) => Promise<Disclosed<ReadableCaseFile> | undefined>

/** A stored row as it was last read. */
interface Kept {
  readonly writtenBy: string
  readonly isRetracted: boolean
  /** The whole file, for readers from whom no order withholds anything. */
  readonly answer: ReadableCaseFile
  readonly bytes: number
}

/** @param file absent: the whole file is withheld */
const readable = (caseId: string, file: CaseFile | undefined, withheld: readonly string[]): ReadableCaseFile => {
  const {
    excluded: _,
    office: __,
    isFounded: ___,
    isRetracted: ____,
    assigned: _____,
    assignedUsers: ______,
    ...shown
  } = file ?? { caseId, excluded: [] }
  // Absent, never null, as in the events from which it was folded.
  const present = Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== null)) as unknown as ReadableCaseFile
  return { ...present, ...(withheld.length > 0 ? { withheld } : {}) }
}

/** What is written once for all readers who see the same. It belongs to the disclosed case, and goes with it. */
const REDACTED = {}

/**
 * A reader of case files that writes an answer once. The whole file is kept by case until the row is written again: each
 * reading asks the database for the mark of the last write. What an order leaves of it is kept with the disclosed case, by
 * agency, until something is recorded in the case or an order ends. Which of the two a reader gets is decided for each
 * reading.
 * @param maxBytes of the whole files that are kept, in which a larger one counts as half
 */
export const caseFileReader = (
  db: DataSource,
  view: View<CaseFile>,
  orders: Confidentiality,
  maxBytes: number = MAX_KEPT_BYTES,
): CaseFileReader => {
  const kept = recentlyUsed<Kept>(maxBytes, ({ bytes }) => bytes)
  const markOf = batchLoader<string, string | undefined>(MARKS, async (caseIds) => {
    const marks = await marksOf(db, view, [...new Set(caseIds)])
    return caseIds.map((caseId) => marks.get(caseId))
  })
  const read = async (caseId: string): Promise<Kept | undefined> => {
    const known = kept.get(caseId)
    if (known && (await markOf(caseId)) === known.writtenBy) return known
    const found = await markedRow<CaseFile>(db, view, caseId)
    if (!found) return undefined
    const { row, writtenBy } = found
    const { answer, bytes } = withKeptText(readable(caseId, row, []))
    const current = { writtenBy, isRetracted: row.isRetracted ?? false, answer, bytes }
    kept.set(caseId, current)
    return current
  }
  return async (caseId, viewer) => {
    const file = await read(caseId)
    if (!file || file.isRetracted) return undefined
    // After reading the row, so that an order recorded in the meantime is applied.
    const disclosedCases = await orders.disclosedCases([caseId], viewer)
    const disclosed = disclosedCases.get(caseId)
    if (!disclosed) return disclosedBy(disclosedCases, file.answer)
    const { rows, by } = refoldedFrom(view, disclosed)
    if (by.length === 0) return disclosedBy(disclosedCases, file.answer)
    const redacted = () => withKeptText(readable(caseId, rows.values().next().value ?? undefined, by)).answer
    return disclosedBy(disclosedCases, disclosed.computed(REDACTED, redacted))
  }
}
