import { entry, entryOf } from '@case-timeline/case-file'
import { Capacity, type FactOf, HearingAdjourned, HearingHeld, HearingScheduled, Id, Language } from '@case-timeline/contracts'
import { optional, type Recorded, storedView, type StoredView } from '@case-timeline/projections'
import { z } from 'zod'

const { hearingId, accommodations, ...optionalMembers } = HearingScheduled.data.pick({
  hearingId: true,
  accommodations: true,
  type: true,
  at: true,
  mode: true,
  partId: true,
}).shape

/**
 * A hearing: its date, the required accommodations and languages, and its outcome.
 * A hearing that was held or adjourned without being scheduled has no date, type or mode.
 * This shape is stored in `hearings_v4`: change it with the view's version.
 */
export const Hearing = z.strictObject({
  caseId: Id,
  hearingId,
  ...z.strictObject(optionalMembers).partial().shape,
  accommodations,
  languages: z.array(Language).readonly().meta({ description: 'the languages that need an interpreter' }),
  interpretersNamed: z.int().meta({ description: 'the number of languages for which an interpreter is named' }),
  state: z.enum(['scheduled', 'adjourned', 'held']),
  adjournments: z
    .array(entryOf(HearingAdjourned))
    .readonly()
    .meta({ description: 'the adjournments, each with the party that caused the delay' }),
  heldAt: z.string().optional(),
  closed: z.boolean().optional(),
  attended: z.array(Capacity).readonly().optional().meta({ description: 'in which capacities people attended' }),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type Hearing = z.infer<typeof Hearing>

const { interpreters, toBeHeard: _unlisted, ...scheduled } = HearingScheduled.example
/** An example of a hearing in the list. */
export const HEARING: Hearing = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  ...scheduled,
  languages: interpreters.map(({ language }) => language),
  interpretersNamed: 0,
  state: 'scheduled',
  adjournments: [
    {
      ...HearingAdjourned.example,
      record: { eventId: 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e', occurredAt: '2026-11-03', recordedBy: 'ph-rtc-manila' },
    },
  ],
  since: '2026-10-12T02:15:00.000000Z',
}

type RecordedHearingOutcome = Recorded<FactOf<typeof HearingAdjourned> | FactOf<typeof HearingHeld>>

const hearingOrNew = (hearing: Hearing | undefined, { caseId, data: { hearingId }, stored }: RecordedHearingOutcome): Hearing =>
  hearing ?? {
    caseId,
    hearingId,
    languages: [],
    interpretersNamed: 0,
    accommodations: [],
    state: 'scheduled',
    adjournments: [],
    since: stored.recordedAt,
  }

/** The hearings of a case, without the references of the persons who need an accommodation or who attended. */
export const hearingsView: StoredView<Hearing> = storedView({
  name: 'hearings',
  version: 4,
  key: ['hearingId'],
  columns: {
    hearingId: 'uuid',
    type: optional('text'),
    at: optional('text'),
    mode: optional('text'),
    partId: optional('uuid'),
    languages: 'text[]',
    interpretersNamed: 'int',
    accommodations: 'text[]',
    state: 'text',
    adjournments: 'json',
    heldAt: optional('text'),
    closed: optional('boolean'),
    attended: optional('text[]'),
    since: 'orderedText',
  },
  indexes: { since: ['since', 'caseId', 'hearingId'] },
  migration: 1_764_000_000_462,
  events: [HearingScheduled, HearingAdjourned, HearingHeld],
  rows: ({ data }) => [[data.hearingId]],
  on: {
    'adjudication.HearingScheduled': (before, { caseId, data: { interpreters, toBeHeard: _, ...data }, stored }) => ({
      caseId,
      ...data,
      languages: [...new Set(interpreters.map(({ language }) => language))],
      interpretersNamed: interpreters.filter(({ interpreterRef }) => interpreterRef !== undefined).length,
      state: 'scheduled',
      adjournments: before?.adjournments ?? [],
      since: before?.since ?? stored.recordedAt,
    }),
    'adjudication.HearingAdjourned': (before, event) => {
      const hearing = hearingOrNew(before, event)
      return { ...hearing, state: 'adjourned', adjournments: [...hearing.adjournments, entry(event)] }
    },
    'adjudication.HearingHeld': (before, event) => ({
      ...hearingOrNew(before, event),
      state: 'held',
      heldAt: event.occurredAt,
      closed: event.data.closed,
      ...(event.data.partId === undefined ? {} : { partId: event.data.partId }),
      attended: [...new Set(event.data.attendance.map(({ capacity }) => capacity))],
    }),
  },
})
