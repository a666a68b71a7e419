import { CaseOpened, EvidenceCollected, investigationDetention, SuspectArrested } from '@case-timeline/contracts'
import { optional, type Row, type StoredView, storedView, viewTable } from '@case-timeline/projections'

/** What is counted of a case. */
export interface CaseCount {
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

const { DetentionOrdered, DetentionExtended, DetentionEnded } = investigationDetention

interface Thing extends Row {
  /** A person, or a piece of evidence. */
  readonly thing: string
  readonly kind: string
  readonly facts: number
  readonly until?: string | undefined
}

const further = (row: Thing | undefined, more: Partial<Thing>): Thing | null => (row ? { ...row, facts: row.facts + 1, ...more } : null)
const of = (thing: string) => [[thing]]

/** A row for each person and each piece of evidence of a case, as registers and lists of persons have them. */
export const thingRows: StoredView<Thing> = storedView({
  name: 'bench-thing-rows',
  version: 1,
  key: ['thing'],
  columns: { thing: 'uuid', kind: 'text', facts: 'int', until: optional('text') },
  indexes: { kind: ['kind', 'caseId'] },
  migration: 1_764_000_000_011,
  events: [SuspectArrested, EvidenceCollected, DetentionOrdered, DetentionExtended, DetentionEnded],
  rows: (event) => of('evidenceId' in event.data ? event.data.evidenceId : event.data.personRef),
  on: {
    [SuspectArrested.type]: (row, { caseId, data }) =>
      row ? further(row, {}) : { caseId, thing: data.personRef, kind: 'person', facts: 1 },
    [EvidenceCollected.type]: (row, { caseId, data }) =>
      row ? further(row, {}) : { caseId, thing: data.evidenceId, kind: data.kind, facts: 1 },
    [DetentionOrdered.type]: (row, { data }) => further(row, { until: data.until }),
    [DetentionExtended.type]: (row, { data }) => further(row, { until: data.until }),
    [DetentionEnded.type]: (row, { data }) => further(row, { until: data.at }),
  },
})

interface EventRow extends Row {
  readonly position: string
  readonly type: string
  readonly stream: string
  readonly revision: number
  readonly occurredAt?: string | undefined
  readonly recordedAt: string
  readonly agency: string
  readonly record: object
}

/** A row for each event with its record, as the timeline of audit-trail has it, with as many indexes. */
export const eventRows: StoredView<EventRow> = {
  ...viewTable<EventRow>({
    name: 'bench-event-rows',
    version: 1,
    key: ['position'],
    columns: {
      position: 'bigint',
      type: 'text',
      stream: 'text',
      revision: 'int',
      occurredAt: optional('text'),
      recordedAt: 'orderedText',
      agency: 'text',
      record: 'json',
    },
    indexes: { occurred: ['caseId', 'occurredAt', 'position'], position: ['position'] },
    migration: 1_764_000_000_010,
  }),
  events: 'every',
  rows: ({ stored }) => [[stored.position]],
  evolve: (_, { stored, type, caseId, occurredAt }) => ({
    caseId,
    position: stored.position,
    type,
    stream: stored.stream,
    revision: stored.revision,
    occurredAt,
    recordedAt: stored.recordedAt,
    agency: stored.envelope.actor.agencyId,
    record: stored.toRecord(),
  }),
}
