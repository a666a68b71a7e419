import { entry, entryOf } from '@case-timeline/case-file'
import {
  adjudicationDetention,
  type Fact,
  type FactOf,
  ForeignIdentificationRecognised,
  Id,
  investigationDetention,
  NonPunishmentAssessed,
  PersonRef,
  PresumedVictimIdentified,
  prosecutionDetention,
  SuspectArrested,
  VictimStatusDetermined,
} from '@case-timeline/contracts'
import { type Recorded, type View, view } from '@case-timeline/projections'
import { z } from 'zod'

const { DetentionOrdered, DetentionEnded } = investigationDetention

/**
 * A person whom police, prosecutor or court hold or held; a presumed victim stands here as never held until she is.
 * This shape is stored in `custody_v1`: change it with the view's version.
 */
export const Custody = z.strictObject({
  caseId: Id,
  personRef: PersonRef,
  state: z.enum(['neverHeld', 'held', 'released']),
  authority: DetentionOrdered.data.shape.authority
    .optional()
    .meta({ description: 'whose order holds her; absent: she is not held, or was arrested without an order' }),
  until: DetentionOrdered.data.shape.until.meta({
    description: 'until when the order holds her; absent: she is not held, or by no order, or by one without an end',
  }),
  presumedVictim: z.boolean().meta({
    description:
      'an identified victim should not be held (ACTIP 14(8)), whether presumed, found or recognised to be one; false once she was found to be none',
  }),
  nonPunishmentAssessed: z.boolean(),
  arrests: z.array(entryOf(SuspectArrested)),
  orders: z.array(entryOf(DetentionOrdered)),
  releases: z.array(entryOf(DetentionEnded)),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type Custody = z.infer<typeof Custody>

/** What a list of who is held shows of one. */
export const CUSTODY: Custody = {
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  personRef: SuspectArrested.example.personRef,
  state: 'held',
  authority: DetentionOrdered.example.authority,
  until: '2026-04-15',
  presumedVictim: true,
  nonPunishmentAssessed: false,
  arrests: [
    {
      ...SuspectArrested.example,
      record: { eventId: '6c1d2e3f-4a5b-8c6d-9e7f-0a1b2c3d4e5f', occurredAt: '2026-03-27', recordedBy: 'ph-police' },
    },
  ],
  orders: [
    {
      ...DetentionOrdered.example,
      record: { eventId: '7d2e3f4a-5b6c-8d7e-8f80-1b2c3d4e5f60', occurredAt: '2026-03-27', recordedBy: 'ph-police' },
    },
  ],
  releases: [],
  since: '2026-03-27T02:15:00.000000Z',
}

/** The three justice services record detentions alike. */
type Ordered = Recorded<Fact<string, FactOf<typeof DetentionOrdered>['data']>>
type Ended = Recorded<Fact<string, FactOf<typeof DetentionEnded>['data']>>
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
