import {
  comparePositions,
  EventCorrected,
  EventRetracted,
  type PersonRef,
  PersonRefsMerged,
  PersonRefsUnmerged,
} from '@case-timeline/contracts'
import { whoIsWho } from '@case-timeline/casework'
import { casesWith, type EventStore, recentlyUsed, rememberedOf, type StoredEvent } from '@case-timeline/event-store'
import { effectiveFacts } from './fold.ts'
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

const STATEMENTS: ReadonlySet<string> = new Set(
  [PersonRefsMerged, PersonRefsUnmerged, EventCorrected, EventRetracted].map(({ type }) => type),
)

/** Events that are kept, of all cases: some tens of megabytes. */
const MAX_KEPT = 20_000

interface Read {
  readonly position: string
  /** What says which references are one person. */
  readonly statements: readonly StoredEvent[]
  readonly refs: Refs
}

const { recorded, newest } = recordedBy([PersonRefsMerged, PersonRefsUnmerged])

const refsBy = (statements: readonly StoredEvent[]): Refs =>
  whoIsWho(effectiveFacts(statements.filter(belongsToCase).map(recorded), newest)).canonicalRefs

/** Follows the merges of a log. @param store that of a service: merges of which it hears nothing do not count */
export const mergedCases = (store: EventStore): MergedCases => {
  const cases = casesWith(store, PersonRefsMerged)
  const remembered = rememberedOf(store, () => ({
    kept: recentlyUsed<Read>(MAX_KEPT, ({ statements }) => statements.length + 1),
    reading: new Map<string, Promise<Read>>(),
  }))
  const readSince = async (caseId: string, position: string, known: Read | undefined): Promise<Read> => {
    const later = await store.readCase(caseId, { after: known?.position, upTo: position })
    const stated = later.filter(({ type }) => STATEMENTS.has(type))
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
    canonicalRefs: async (positions) =>
      new Map(await Promise.all([...positions].map(async ([caseId, position]) => [caseId, await refsUntil(caseId, position)] as const))),
  }
}
