import {
  comparePositions,
  EventCorrected,
  EventRetracted,
  type Fact,
  type FactOf,
  type PersonRef,
  PersonRefsMerged,
  PersonRefsUnmerged,
  type RecordedFact,
} from '@case-timeline/contracts'
import { effective, whoIsWho } from '@case-timeline/casework'
import { casesWith, type EventStore, fittingCorrection, recentlyUsed, rememberedOf, type StoredEvent } from '@case-timeline/event-store'
import { belongsToCase, recordedBy } from './recorded.ts'

type Refs = ReadonlyMap<PersonRef, PersonRef>

/** Which references of persons are merged; the views of a process share what is read for it. */
export interface MergedCases {
  /** The cases in which references were merged up to a position, or ever since, also if that was undone. */
  until(position: string): Promise<ReadonlySet<string>>
  /**
   * For each merged reference the canonical one, by the merges in force. Of a case, only what was recorded since the last
   * question is read.
   * @param cases each with the position up to which merges count
   */
  canonicalRefs(cases: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, Refs>>
}

const MERGES = [PersonRefsMerged, PersonRefsUnmerged]
const STATEMENTS: ReadonlySet<string> = new Set([...MERGES, EventCorrected, EventRetracted].map(({ type }) => type))

/** Statements that are kept, of all cases: some tens of megabytes. */
const MAX_KEPT = 20_000

/** Cases that are read together: histories that are requested at once are one statement, and in memory together. */
const READ_AT_ONCE = 50

/**
 * What says which references are one person. Of the event nothing else is kept: its texts may have megabytes, and what was
 * withheld or erased since.
 */
interface Statement extends RecordedFact<Fact> {
  readonly position: string
  readonly stored: { readonly stream: string }
}

interface Read {
  readonly position: string
  readonly statements: readonly Statement[]
  readonly refs: Refs
}

const { recorded, newest } = recordedBy(MERGES)

const fitsMerge = ({ schemaVersion, data }: FactOf<typeof EventCorrected>['data']): boolean =>
  MERGES.some(({ type }) => fittingCorrection(type, schemaVersion, data) !== undefined)

/** The statement of an event; none if it can be none, as a correction with data that fit no merge. */
const statementOf = (event: StoredEvent): readonly Statement[] => {
  if (!STATEMENTS.has(event.type) || !belongsToCase(event)) return []
  const { id, type, data } = recorded(event) as Fact & { readonly id: string }
  if (type === EventCorrected.type && !fitsMerge(data as FactOf<typeof EventCorrected>['data'])) return []
  return [{ id, type, data, position: event.position, stored: { stream: event.stream } } as Statement]
}

const refsBy = (statements: readonly Statement[]): Refs => whoIsWho(effective<Fact>(statements, newest) as Statement[]).canonicalRefs

/** Follows the merges of a log. @param store that of a service: merges of which it hears nothing do not count */
export const mergedCases = (store: EventStore): MergedCases => {
  const cases = casesWith(store, PersonRefsMerged)
  const remembered = rememberedOf(store, () => ({
    kept: recentlyUsed<Read>(MAX_KEPT, ({ statements }) => statements.length + 1),
    reading: new Map<string, Promise<Read>>(),
  }))
  const readSince = async (caseId: string, position: string, known: Read | undefined): Promise<Read> => {
    const later = await store.readCase(caseId, { after: known?.position, upTo: position })
    const stated = later.flatMap(statementOf)
    if (known && stated.length === 0) return { ...known, position }
    const statements = [...(known?.statements ?? []), ...stated]
    return { position, statements, refs: refsBy(statements) }
  }
  const readUntil = async (caseId: string, position: string): Promise<Read> => {
    const { kept, reading } = remembered()
    for (;;) {
      const known = kept.get(caseId)
      if (known && comparePositions(known.position, position) >= 0) return known
      const underWay = reading.get(caseId)
      if (underWay) {
        // Another view asks for the same case: its failure is its own.
        await underWay.catch(() => undefined)
        continue
      }
      const own = readSince(caseId, position, known)
      reading.set(caseId, own)
      try {
        const read = await own
        kept.set(caseId, read)
        return read
      } finally {
        reading.delete(caseId)
      }
    }
  }
  const refsUntil = async (caseId: string, position: string): Promise<Refs> => {
    const { statements, refs } = await readUntil(caseId, position)
    const counted = statements.filter((statement) => comparePositions(statement.position, position) <= 0)
    return counted.length === statements.length ? refs : refsBy(counted)
  }
  return {
    until: (position) => cases(position),
    async canonicalRefs(positions) {
      const found = new Map<string, Refs>()
      const all = [...positions]
      for (let from = 0; from < all.length; from += READ_AT_ONCE) {
        const some = all.slice(from, from + READ_AT_ONCE)
        const refs = await Promise.all(some.map(([caseId, position]) => refsUntil(caseId, position)))
        for (const [index, [caseId]] of some.entries()) found.set(caseId, refs[index] ?? new Map())
      }
      return found
    },
  }
}
