import { entry, entryOf } from '@case-timeline/case-file'
import { Capacity, type FactOf, HearingAdjourned, HearingHeld, HearingScheduled, Id, Language } from '@case-timeline/contracts'
import { type Recorded, type View, view } from '@case-timeline/projections'
import { z } from 'zod'

const { hearingId, accommodations, ...set } = HearingScheduled.data.pick({
  hearingId: true,
  accommodations: true,
  type: true,
  at: true,
  mode: true,
}).shape

/**
 * A hearing: when it is or was to be, what has to be ready for it, and what became of it. One that nobody scheduled has no day,
 * type or mode, and is listed all the same.
 * This shape is stored in `hearings_v2`: change it with the view's version.
 */
export const Hearing = z.strictObject({
  caseId: Id,
  hearingId,
  ...z.strictObject(set).partial().shape,
  accommodations,
  languages: z.array(Language).readonly().meta({ description: 'the languages to interpret' }),
  interpretersNamed: z.int().meta({ description: 'for how many of the languages an interpreter is named' }),
  state: z.enum(['scheduled', 'adjourned', 'held']),
  adjournments: z
    .array(entryOf(HearingAdjourned))
    .readonly()
    .meta({ description: 'adjournments count as delay, each on somebody’s account' }),
  heldAt: z.string().optional(),
  closed: z.boolean().optional(),
  attended: z.array(Capacity).readonly().optional().meta({ description: 'in which capacities people attended' }),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type Hearing = z.infer<typeof Hearing>

const { interpreters, toBeHeard: _unlisted, ...scheduled } = HearingScheduled.example
/** What a list of hearings shows of one. */
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

type Told = Recorded<FactOf<typeof HearingAdjourned> | FactOf<typeof HearingHeld>>

const known = (hearing: Hearing | undefined, { caseId, data: { hearingId }, stored }: Told): Hearing =>
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

/** The hearings of a case; who needs an accommodation, why, and who attended by reference is not here. */
export const hearingsView: View<Hearing> = view({
  name: 'hearings',
  version: 2,
  events: [HearingScheduled, HearingAdjourned, HearingHeld],
  key: ['hearingId'],
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
      const hearing = known(before, event)
      return { ...hearing, state: 'adjourned', adjournments: [...hearing.adjournments, entry(event)] }
    },
    'adjudication.HearingHeld': (before, event) => ({
      ...known(before, event),
      state: 'held',
      heldAt: event.occurredAt,
      closed: event.data.closed,
      attended: [...new Set(event.data.attendance.map(({ capacity }) => capacity))],
    }),
  },
})
