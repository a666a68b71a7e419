import type { CaseDisclosed, Disclosed } from '@case-timeline/access'
import { type CaseEventRecord, comparePositions } from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import { began, hadBegun, recordedBy, standsWith, type TimelineEntry, timelineOf, type TimelineQuery } from './timeline.ts'

/** A fact of which an order of the court shows the reader nothing but that it was recorded. */
export interface WithheldEntry {
  readonly id: string
  readonly position: string
  readonly recordedAt: string
  /** The events that ordered it. */
  readonly withheldBy: readonly string[]
}

/** A fact, and the orders that keep a part of it from the reader; absent: it is whole. */
export type ShownEntry = TimelineEntry & { readonly withheldBy?: readonly string[] | undefined }

const told = ({ envelope, data, revision, position, recordedAt, eventHash, chainHash }: StoredEvent): CaseEventRecord => ({
  envelope,
  data,
  revision,
  position,
  recordedAt,
  eventHash,
  chainHash,
})

const isOnItsOwn = ({ recorded }: Disclosed, ids: ReadonlySet<string>): boolean => {
  const target = standsWith(told(recorded))
  return target === undefined || !ids.has(target)
}

/**
 * The merged timeline of a case under an order of the court, as its reader may see it: see `timelineOf`.
 * A fact that is withheld stands where it was recorded, whatever is asked: when it happened is withheld too.
 */
export const disclosedTimeline = ({ facts }: CaseDisclosed, query: TimelineQuery): (ShownEntry | WithheldEntry)[] => {
  const parts = new Map(
    facts.filter(({ withheldBy }) => withheldBy.length > 0).map(({ recorded, withheldBy }) => [recorded.id, withheldBy]),
  )
  const shown = timelineOf(
    facts.flatMap((fact) => (fact.shown ? [told(fact.shown)] : [])),
    query,
  ).map((entry): ShownEntry => {
    const withheldBy = parts.get(entry.id)
    return withheldBy ? { ...entry, withheldBy } : entry
  })
  const ids = new Set(facts.map(({ recorded }) => recorded.id))
  const isKnown = recordedBy(query.knownAt)
  const withheld = facts
    .filter((fact) => !fact.shown && isOnItsOwn(fact, ids))
    .map(({ recorded: { id, position, recordedAt }, withheldBy }): WithheldEntry => ({ id, position, recordedAt, withheldBy }))
    .filter((entry) => isKnown(entry) && hadBegun(query.asOf, entry))
  const place = (entry: ShownEntry | WithheldEntry): number => (query.order === 'recorded' ? 0 : began(entry))
  return [...shown, ...withheld].sort((a, b) => place(a) - place(b) || comparePositions(a.position, b.position))
}
