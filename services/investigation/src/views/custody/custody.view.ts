import { type Entry, entry } from '@case-timeline/case-file'
import {
  adjudicationDetention,
  type Authority,
  type Fact,
  type FactOf,
  ForeignIdentificationRecognised,
  investigationDetention,
  NonPunishmentAssessed,
  type PersonRef,
  PresumedVictimIdentified,
  prosecutionDetention,
  SuspectArrested,
  VictimStatusDetermined,
} from '@case-timeline/contracts'
import { type Recorded, type Row, type View, view } from '@case-timeline/projections'

type Detention = typeof investigationDetention

/**
 * A person whom police, prosecutor or court hold or held; a presumed victim stands here as never held until she is.
 * This shape is stored in `custody_v1`: change it with the view's version.
 */
export interface Custody extends Row {
  readonly personRef: PersonRef
  readonly state: 'neverHeld' | 'held' | 'released'
  /** Whose order holds her, and until when; absent: an arrest without an order, or an order without an end. */
  readonly authority?: Authority | undefined
  readonly until?: string | undefined
  /** An identified victim should not be held (ACTIP 14(8)), whether presumed, found or recognised to be one; false once she was found to be none. */
  readonly presumedVictim: boolean
  readonly nonPunishmentAssessed: boolean
  readonly arrests: readonly Entry<typeof SuspectArrested>[]
  readonly orders: readonly Entry<Detention['DetentionOrdered']>[]
  readonly releases: readonly Entry<Detention['DetentionEnded']>[]
  readonly since: string
}

/** The three justice services record detentions alike. */
type Ordered = Recorded<Fact<string, FactOf<Detention['DetentionOrdered']>['data']>>
type Ended = Recorded<Fact<string, FactOf<Detention['DetentionEnded']>['data']>>
type OfAPerson = Recorded<Fact<string, { readonly personRef: PersonRef }>>

const known = (row: Custody | undefined, { caseId, data, stored }: OfAPerson): Custody =>
  row ?? {
    caseId,
    personRef: data.personRef,
    state: 'neverHeld',
    presumedVictim: false,
    nonPunishmentAssessed: false,
    arrests: [],
    orders: [],
    releases: [],
    since: stored.recordedAt,
  }

const ordered = (row: Custody | undefined, event: Ordered): Custody => {
  const before = known(row, event)
  const { authority, until } = event.data
  return { ...before, state: 'held', authority, until, orders: [...before.orders, entry(event)] }
}

const ended = (row: Custody | undefined, event: Ended): Custody => {
  const before = known(row, event)
  const after = { ...before, releases: [...before.releases, entry(event)] }
  // Where custody passes on, the next order may be recorded before the end of the last one.
  return event.data.releaseReason === 'replaced' ? after : { ...after, state: 'released', authority: undefined, until: undefined }
}

const asVictim = (row: Custody | undefined, event: OfAPerson): Custody => ({ ...known(row, event), presumedVictim: true })

/** Who is held, by whose order and until when. */
export const custodyView: View<Custody> = view({
  name: 'custody',
  version: 1,
  events: [
    SuspectArrested,
    PresumedVictimIdentified,
    ForeignIdentificationRecognised,
    VictimStatusDetermined,
    NonPunishmentAssessed,
    investigationDetention.DetentionOrdered,
    investigationDetention.DetentionExtended,
    investigationDetention.DetentionEnded,
    prosecutionDetention.DetentionOrdered,
    prosecutionDetention.DetentionExtended,
    prosecutionDetention.DetentionEnded,
    adjudicationDetention.DetentionOrdered,
    adjudicationDetention.DetentionExtended,
    adjudicationDetention.DetentionEnded,
  ],
  key: ['personRef'],
  rows: ({ data }) => [[data.personRef]],
  on: {
    'investigation.SuspectArrested': (row, event) => {
      const before = known(row, event)
      return { ...before, state: 'held', arrests: [...before.arrests, entry(event)] }
    },
    'investigation.PresumedVictimIdentified': asVictim,
    'investigation.ForeignIdentificationRecognised': asVictim,
    'investigation.VictimStatusDetermined': (row, event) => ({
      ...known(row, event),
      presumedVictim: event.data.status !== 'NotAVictimOfTrafficking',
    }),
    // What she owes an administration says nothing of her being held as a suspect.
    'prosecution.NonPunishmentAssessed': (row, event) => {
      const before = known(row, event)
      return event.data.liability === 'criminal' ? { ...before, nonPunishmentAssessed: true } : before
    },
    'investigation.DetentionOrdered': ordered,
    'investigation.DetentionExtended': ordered,
    'investigation.DetentionEnded': ended,
    'prosecution.DetentionOrdered': ordered,
    'prosecution.DetentionExtended': ordered,
    'prosecution.DetentionEnded': ended,
    'adjudication.DetentionOrdered': ordered,
    'adjudication.DetentionExtended': ordered,
    'adjudication.DetentionEnded': ended,
  },
})
