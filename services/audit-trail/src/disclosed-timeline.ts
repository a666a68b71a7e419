import type { DisclosedCase, DisclosedFact } from '@case-timeline/access'
import { CaseEventRecord, CaseOpened, comparePositions, Id } from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import { z } from 'zod'
import type { CaseRecords } from './views/timeline/timeline-rows.ts'
import {
  began,
  hadBegun,
  wasRecordedBy,
  attachedTo,
  sortedBy,
  type StreamsById,
  TimelineEntry,
  timelineOf,
  type TimelineQuery,
} from './timeline.ts'

const Orders = z
  .array(Id)
  .readonly()
  .meta({ description: 'ids of the ConfidentialityOrdered events by which the fact, or a part of it, is withheld' })

/** A fact closed by court order: the reader sees only that it was recorded, and when. */
const WithheldEntry = z.strictObject({
  id: Id,
  position: CaseEventRecord.shape.position,
  recordedAt: CaseEventRecord.shape.recordedAt,
  withheldBy: Orders,
})
export type WithheldEntry = Readonly<z.infer<typeof WithheldEntry>>

/** A fact, and the orders that withhold a part of it from the reader; absent: nothing is withheld. */
const ShownEntry = TimelineEntry.extend({ withheldBy: Orders.optional() })
export type ShownEntry = Readonly<z.infer<typeof ShownEntry>>

/** The response body of a case's timeline. */
export const Timeline = z.strictObject({
  caseId: Id,
  position: CaseEventRecord.shape.position.meta({
    description: 'position of the last event that the reader may see; 0 when there is none',
  }),
  entries: z.array(z.union([ShownEntry, WithheldEntry]).meta({ title: 'TimelineEntry' })),
})

const CASE = '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b'
/** Example for OpenAPI: the timeline of a case that was just opened. */
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

const recordOf = ({ envelope, data, revision, position, recordedAt, eventHash, chainHash }: StoredEvent): CaseEventRecord => ({
  envelope,
  data,
  revision,
  position,
  recordedAt,
  eventHash,
  chainHash,
})

/** Whether a fact has an entry of its own: it refers to no other fact of the case. */
const isStandalone = ({ recorded }: DisclosedFact, streams: StreamsById): boolean => attachedTo(recordOf(recorded), streams) === undefined

/** By the id of an entry, the orders that withhold a part of its fact, or of what is shown attached to it. */
const ordersByEntry = (facts: readonly DisclosedFact[], streams: StreamsById): ReadonlyMap<string, readonly string[]> => {
  const orders = new Map<string, readonly string[]>()
  const add = (id: string, withheldBy: readonly string[]) => orders.set(id, [...new Set([...(orders.get(id) ?? []), ...withheldBy])])
  for (const { recorded, shown, withheldBy } of facts) {
    if (withheldBy.length === 0) continue
    add(recorded.id, withheldBy)
    const target = shown && attachedTo({ ...recordOf(shown), envelope: recorded.envelope }, streams)
    if (target !== undefined) add(target, withheldBy)
  }
  return orders
}

/** The timelines of now, each of which is computed once while its case is as it is. */
const OF_NOW = { occurred: {}, recorded: {} } as const

const once = <T>({ computed }: Pick<CaseRecords, 'computed'>, query: TimelineQuery, compute: () => T): T =>
  query.asOf === undefined && query.knownAt === undefined ? computed(OF_NOW[query.order], compute) : compute()

/** The merged timeline of a case of which nothing is withheld. */
export const openTimeline = (read: CaseRecords, query: TimelineQuery): readonly TimelineEntry[] =>
  once(read, query, () => timelineOf(read.records, query))

/**
 * The merged timeline of a case under a court order on confidentiality, as its reader may see it: see `timelineOf`.
 * A withheld fact is always placed by its recording time, because the time when it happened is withheld too.
 */
export const disclosedTimeline = (disclosed: DisclosedCase, query: TimelineQuery): readonly (ShownEntry | WithheldEntry)[] =>
  once(disclosed, query, () => disclosedEntries(disclosed, query))

const disclosedEntries = ({ facts }: DisclosedCase, query: TimelineQuery): (ShownEntry | WithheldEntry)[] => {
  const streams: StreamsById = new Map(facts.map(({ recorded }) => [recorded.id, recorded.stream]))
  const ordersById = ordersByEntry(facts, streams)
  const shown = timelineOf(
    facts.flatMap((fact) => (fact.shown ? [recordOf(fact.shown)] : [])),
    query,
  ).map((entry): ShownEntry => {
    const withheldBy = ordersById.get(entry.id)
    return withheldBy ? { ...entry, withheldBy } : entry
  })
  const isKnown = wasRecordedBy(query.knownAt)
  const withheld = facts
    .filter((fact) => !fact.shown && isStandalone(fact, streams))
    .map(({ recorded: { id, position, recordedAt }, withheldBy }): WithheldEntry => ({ id, position, recordedAt, withheldBy }))
    .filter((entry) => isKnown(entry) && hadBegun(query.asOf, entry))
  const recorded = [...shown, ...withheld].sort((a, b) => comparePositions(a.position, b.position))
  return query.order === 'recorded' ? recorded : sortedBy(recorded, began)
}
