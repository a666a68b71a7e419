import type { CaseDisclosed, Disclosed } from '@case-timeline/access'
import { CaseEventRecord, CaseOpened, comparePositions, Id } from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import { z } from 'zod'
import { began, hadBegun, recordedBy, standsWith, TimelineEntry, timelineOf, type TimelineQuery } from './timeline.ts'

const Orders = z.array(Id).readonly().meta({ description: 'the events that ordered it' })

/** A fact of which an order of the court shows the reader nothing but that it was recorded. */
const WithheldEntry = z.strictObject({
  id: Id,
  position: CaseEventRecord.shape.position,
  recordedAt: CaseEventRecord.shape.recordedAt,
  withheldBy: Orders,
})
export type WithheldEntry = Readonly<z.infer<typeof WithheldEntry>>

/** A fact, and the orders that keep a part of it from the reader; absent: it is whole. */
const ShownEntry = TimelineEntry.extend({ withheldBy: Orders.optional() })
export type ShownEntry = Readonly<z.infer<typeof ShownEntry>>

/** What is told of a case. */
export const Timeline = z.strictObject({
  caseId: Id,
  position: CaseEventRecord.shape.position.meta({ description: 'of the last event that the reader may see; 0: of none' }),
  entries: z.array(z.union([ShownEntry, WithheldEntry])),
})

const CASE = '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b'
/** The timeline of a case that was just opened. */
export const TIMELINE: z.infer<typeof Timeline> = {
  caseId: CASE,
  position: '40172',
  entries: [
    {
      data: CaseOpened.example,
      occurredAt: '2026-03-02',
      occurredZone: 'Asia/Manila',
      id: 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e',
      type: CaseOpened.type,
      sector: 'investigation',
      stream: `investigation.case-${CASE}`,
      revision: 0,
      position: '40172',
      recordedAt: '2026-03-02T01:20:00.000000Z',
      actor: { userId: 'm.santos', agencyId: CaseOpened.example.leadAgency, role: 'lead-investigator' },
      retracted: false,
      amendments: [],
      warnings: [],
      overrides: [],
    },
  ],
}

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
