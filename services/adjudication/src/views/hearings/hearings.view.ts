import { type Entry, entry } from '@case-timeline/case-file'
import { type FactOf, HearingAdjourned, HearingHeld, HearingScheduled } from '@case-timeline/contracts'
import { type Recorded, type Row, type View, view } from '@case-timeline/projections'

type Scheduled = FactOf<typeof HearingScheduled>['data']

/**
 * A hearing: when it is or was to be, what has to be ready for it, and what became of it. One that nobody scheduled has no day,
 * type or mode, and is listed all the same.
 * This shape is stored in `hearings_v2`: change it with the view's version.
 */
export interface Hearing extends Row, Pick<Scheduled, 'hearingId' | 'accommodations'>, Partial<Pick<Scheduled, 'type' | 'at' | 'mode'>> {
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
