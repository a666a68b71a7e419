import { type Entry, entry } from '@case-timeline/case-file'
import { type FactOf, HearingAdjourned, HearingHeld, HearingScheduled } from '@case-timeline/contracts'
import { type Row, type View, view } from '@case-timeline/projections'

type Scheduled = FactOf<typeof HearingScheduled>['data']

/**
 * A hearing: when it is or was to be, what has to be ready for it, and what became of it.
 * This shape is stored in `hearings_v1`: change it with the view's version.
 */
export interface Hearing extends Row, Omit<Scheduled, 'interpreters'> {
  /** The languages to interpret, and for how many of them an interpreter is named. */
  readonly languages: readonly string[]
  readonly interpretersNamed: number
  readonly state: 'scheduled' | 'adjourned' | 'held'
  /** Adjournments count as delay, each on somebody's account. */
  readonly adjournments: readonly Entry<typeof HearingAdjourned>[]
  readonly heldAt?: string | undefined
  readonly closed?: boolean | undefined
  /** In which capacities people attended. */
  readonly attended?: readonly string[] | undefined
  readonly since: string
}

/** The hearings of a case; who needs an accommodation, why, and who attended by reference is not here. */
export const hearingsView: View<Hearing> = view({
  name: 'hearings',
  version: 1,
  events: [HearingScheduled, HearingAdjourned, HearingHeld],
  key: ['hearingId'],
  rows: ({ data }) => [[data.hearingId]],
  on: {
    'adjudication.HearingScheduled': (before, { caseId, data: { interpreters, ...data }, stored }) => ({
      caseId,
      ...data,
      languages: [...new Set(interpreters.map(({ language }) => language))],
      interpretersNamed: interpreters.filter(({ interpreterRef }) => interpreterRef !== undefined).length,
      state: 'scheduled',
      adjournments: before?.adjournments ?? [],
      since: before?.since ?? stored.recordedAt,
    }),
    'adjudication.HearingAdjourned': (hearing, event) =>
      hearing ? { ...hearing, state: 'adjourned', adjournments: [...hearing.adjournments, entry(event)] } : null,
    'adjudication.HearingHeld': (hearing, { data, occurredAt }) =>
      hearing
        ? {
            ...hearing,
            state: 'held',
            heldAt: occurredAt,
            closed: data.closed,
            attended: [...new Set(data.attendance.map(({ capacity }) => capacity))],
          }
        : null,
  },
})
