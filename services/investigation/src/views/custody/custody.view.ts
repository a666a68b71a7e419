import { entry, entryOf } from '@case-timeline/case-file'
import { isVictimAfter } from '@case-timeline/casework'
import {
  adjudicationDeath,
  adjudicationDetention,
  type Fact,
  type FactOf,
  ForeignIdentificationRecognised,
  Id,
  investigationDeath,
  investigationDetention,
  NonPunishmentAssessed,
  PersonRef,
  PresumedVictimIdentified,
  prosecutionDeath,
  prosecutionDetention,
  SuspectArrested,
  VictimStatusDetermined,
} from '@case-timeline/contracts'
import { optional, type Recorded, storedView, type StoredView } from '@case-timeline/projections'
import { z } from 'zod'

const { DetentionOrdered, DetentionEnded } = investigationDetention

/**
 * A person who is or was held by police, prosecutor or court; a presumed victim is stored as `neverHeld` until held.
 * This shape is stored in `custody_v1`: change it with the view's version.
 */
export const Custody = z.strictObject({
  caseId: Id,
  personRef: PersonRef,
  state: z.enum(['neverHeld', 'held', 'released']).meta({ description: 'released: also by death' }),
  authority: DetentionOrdered.data.shape.authority
    .optional()
    .meta({ description: 'the authority that ordered the detention; absent: the person is not held, or was arrested without an order' }),
  until: DetentionOrdered.data.shape.until.meta({
    description: 'the end of the detention order; absent: the person is not held, or there is no order or no end',
  }),
  presumedVictim: z.boolean().meta({
    description:
      'whether the person was presumed, determined or recognised as a victim, who should not be held (ACTIP 14(8)); false when determined not to be a victim',
  }),
  nonPunishmentAssessed: z.boolean(),
  arrests: z.array(entryOf(SuspectArrested)),
  orders: z.array(entryOf(DetentionOrdered)),
  releases: z.array(entryOf(DetentionEnded)),
  since: z.string().meta({ description: 'when the first of its facts was recorded, RFC 3339 in UTC with microseconds' }),
})
export type Custody = z.infer<typeof Custody>

/** An example of a person in the list. */
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

/** The three justice services record detentions with the same data. */
type Ordered = Recorded<Fact<string, FactOf<typeof DetentionOrdered>['data']>>
type Ended = Recorded<Fact<string, FactOf<typeof DetentionEnded>['data']>>
type PersonEvent = Recorded<Fact<string, { readonly personRef: PersonRef }>>

const rowOrNew = (row: Custody | undefined, { caseId, data, stored }: PersonEvent): Custody =>
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
  const before = rowOrNew(row, event)
  const { authority, until } = event.data
  return { ...before, state: 'held', authority, until, orders: [...before.orders, entry(event)] }
}

const ended = (row: Custody | undefined, event: Ended): Custody => {
  const before = rowOrNew(row, event)
  const after = { ...before, releases: [...before.releases, entry(event)] }
  // The next order may be recorded before the end of the order that it replaces, and the person is still held then.
  return event.data.releaseReason === 'replaced' ? after : { ...after, state: 'released', authority: undefined, until: undefined }
}

/** Nobody holds a person who died. */
const died = (row: Custody | undefined, event: PersonEvent): Custody => ({
  ...rowOrNew(row, event),
  state: 'released',
  authority: undefined,
  until: undefined,
})

const asVictim = (row: Custody | undefined, event: PersonEvent): Custody => ({ ...rowOrNew(row, event), presumedVictim: true })

/** The persons who are or were held, by which authority and until when. */
export const custodyView: StoredView<Custody> = storedView({
  name: 'custody',
  version: 1,
  key: ['personRef'],
  columns: {
    personRef: 'uuid',
    state: 'text',
    authority: optional('text'),
    until: optional('text'),
    presumedVictim: 'boolean',
    nonPunishmentAssessed: 'boolean',
    arrests: 'json',
    orders: 'json',
    releases: 'json',
    since: 'orderedText',
  },
  indexes: { since: ['since', 'caseId', 'personRef'] },
  migration: 1_764_000_000_400,
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
    investigationDeath.PersonDiedInCustody,
    prosecutionDeath.PersonDiedInCustody,
    adjudicationDeath.PersonDiedInCustody,
  ],
  rows: ({ data }) => [[data.personRef]],
  on: {
    'investigation.SuspectArrested': (row, event) => {
      const before = rowOrNew(row, event)
      return { ...before, state: 'held', arrests: [...before.arrests, entry(event)] }
    },
    'investigation.PresumedVictimIdentified': asVictim,
    'investigation.ForeignIdentificationRecognised': asVictim,
    'investigation.VictimStatusDetermined': (row, event) => {
      const before = rowOrNew(row, event)
      return { ...before, presumedVictim: isVictimAfter(before.presumedVictim, event.data) }
    },
    // Only an assessment of criminal liability concerns a person who is held as a suspect.
    'prosecution.NonPunishmentAssessed': (row, event) => {
      const before = rowOrNew(row, event)
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
    'investigation.PersonDiedInCustody': died,
    'prosecution.PersonDiedInCustody': died,
    'adjudication.PersonDiedInCustody': died,
  },
})
