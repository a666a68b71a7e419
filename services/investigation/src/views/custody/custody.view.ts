import { entry, entryWith } from '@case-timeline/case-file'
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
  JUSTICE_SERVICES,
  type JusticeService,
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
import { type CustodyRecord, heldNow, Statement } from './held-now.ts'

const { DetentionOrdered, DetentionEnded } = investigationDetention
const { PersonDiedInCustody } = investigationDeath

const recordOf = <const K extends CustodyRecord['kind']>(...kinds: readonly [K, ...K[]]) => ({
  kind: z.enum(kinds),
  service: z.enum(JUSTICE_SERVICES).meta({ description: 'the service that recorded it' }),
  recordedAt: z.string(),
})

/**
 * A person who is or was held by police, prosecutor or court, by when things happened; a presumed victim is stored as
 * `neverHeld` until held. This shape is stored in `custody_v3`: change it with the view's version.
 */
export const Custody = z.strictObject({
  caseId: Id,
  personRef: PersonRef,
  state: z.enum(['neverHeld', 'held', 'released']).meta({ description: 'released: also by death; by when things happened' }),
  authority: DetentionOrdered.data.shape.authority
    .optional()
    .meta({ description: 'the authority that ordered the detention; absent: the person is not held, or was arrested without an order' }),
  until: DetentionOrdered.data.shape.until.meta({
    description: 'the end of the detention order; absent: the person is not held, or there is no order or no end',
  }),
  otherAuthority: DetentionOrdered.data.shape.otherAuthority,
  contradictedBy: z.array(Statement).meta({
    description: 'what other services state, who do not hold the person, and the service that holds the person has not answered',
  }),
  presumedVictim: z.boolean().meta({
    description:
      'whether the person was presumed, determined or recognised as a victim, who should not be held (ACTIP 14(8)); false when determined not to be a victim',
  }),
  nonPunishmentAssessed: z.boolean(),
  arrests: z.array(entryWith(SuspectArrested, recordOf('SuspectArrested'))),
  orders: z.array(entryWith(DetentionOrdered, recordOf('DetentionOrdered', 'DetentionExtended'))),
  releases: z.array(entryWith(DetentionEnded, recordOf('DetentionEnded'))),
  deaths: z.array(entryWith(PersonDiedInCustody, recordOf('PersonDiedInCustody'))),
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
  contradictedBy: [],
  presumedVictim: true,
  nonPunishmentAssessed: false,
  arrests: [
    {
      ...SuspectArrested.example,
      ...{ kind: 'SuspectArrested', service: 'investigation', recordedAt: '2026-03-27T02:15:00.000000Z' },
      record: { eventId: '6c1d2e3f-4a5b-8c6d-9e7f-0a1b2c3d4e5f', occurredAt: '2026-03-27', recordedBy: 'ph-police' },
    },
  ],
  orders: [
    {
      ...DetentionOrdered.example,
      ...{ kind: 'DetentionOrdered', service: 'investigation', recordedAt: '2026-03-27T03:30:00.000000Z' },
      record: { eventId: '7d2e3f4a-5b6c-8d7e-8f80-1b2c3d4e5f60', occurredAt: '2026-03-27', recordedBy: 'ph-police' },
    },
  ],
  releases: [],
  deaths: [],
  since: '2026-03-27T02:15:00.000000Z',
}

/** The three justice services record detentions and deaths with the same data. */
type FactLike<E> = Recorded<Fact<string, FactOf<E>['data']>>
type PersonEvent = Recorded<Fact<string, { readonly personRef: PersonRef }>>

const rowOrNew = (row: Custody | undefined, { caseId, data, stored }: PersonEvent): Custody =>
  row ?? {
    caseId,
    personRef: data.personRef,
    state: 'neverHeld',
    contradictedBy: [],
    presumedVictim: false,
    nonPunishmentAssessed: false,
    arrests: [],
    orders: [],
    releases: [],
    deaths: [],
    since: stored.recordedAt,
  }

/** An entry with the service that recorded it, and when. */
const recorded = <D extends { readonly personRef: PersonRef }, const K extends CustodyRecord['kind']>(
  event: Recorded<Fact<string, D>>,
  kind: K,
) => ({
  ...entry(event),
  kind,
  service: event.stored.stream.slice(0, event.stored.stream.indexOf('.')) as JusticeService,
  recordedAt: event.stored.recordedAt,
})

/** A row with what follows from its records, in the order in which they happened. */
const judged = (row: Custody): Custody => {
  const { arrests, orders, releases, deaths } = row
  const { state, heldByEventId, contradictedBy } = heldNow([...arrests, ...orders, ...releases, ...deaths])
  const order = orders.find(({ record }) => record.eventId === heldByEventId)
  const by = order ?? arrests.find(({ record }) => record.eventId === heldByEventId)
  return {
    ...row,
    state,
    authority: order?.authority,
    until: order?.until,
    otherAuthority: by?.otherAuthority,
    contradictedBy: [...contradictedBy],
  }
}

const held =
  (kind: 'DetentionOrdered' | 'DetentionExtended') =>
  (row: Custody | undefined, event: FactLike<typeof DetentionOrdered>): Custody => {
    const before = rowOrNew(row, event)
    return judged({ ...before, orders: [...before.orders, recorded(event, kind)] })
  }
const [ordered, extended] = [held('DetentionOrdered'), held('DetentionExtended')]

const ended = (row: Custody | undefined, event: FactLike<typeof DetentionEnded>): Custody => {
  const before = rowOrNew(row, event)
  return judged({ ...before, releases: [...before.releases, recorded(event, 'DetentionEnded')] })
}

const died = (row: Custody | undefined, event: FactLike<typeof PersonDiedInCustody>): Custody => {
  const before = rowOrNew(row, event)
  return judged({ ...before, deaths: [...before.deaths, recorded(event, 'PersonDiedInCustody')] })
}

const asVictim = (row: Custody | undefined, event: PersonEvent): Custody => ({ ...rowOrNew(row, event), presumedVictim: true })

/** The persons who are or were held, by which authority and until when. */
export const custodyView: StoredView<Custody> = storedView({
  name: 'custody',
  version: 3,
  key: ['personRef'],
  columns: {
    personRef: 'uuid',
    state: 'text',
    authority: optional('text'),
    until: optional('text'),
    otherAuthority: optional('text'),
    contradictedBy: 'json',
    presumedVictim: 'boolean',
    nonPunishmentAssessed: 'boolean',
    arrests: 'json',
    orders: 'json',
    releases: 'json',
    deaths: 'json',
    since: 'orderedText',
  },
  indexes: { since: ['since', 'caseId', 'personRef'] },
  migration: 1_764_000_000_401,
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
      return judged({ ...before, arrests: [...before.arrests, recorded(event, 'SuspectArrested')] })
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
    'investigation.DetentionExtended': extended,
    'investigation.DetentionEnded': ended,
    'prosecution.DetentionOrdered': ordered,
    'prosecution.DetentionExtended': extended,
    'prosecution.DetentionEnded': ended,
    'adjudication.DetentionOrdered': ordered,
    'adjudication.DetentionExtended': extended,
    'adjudication.DetentionEnded': ended,
    'investigation.PersonDiedInCustody': died,
    'prosecution.PersonDiedInCustody': died,
    'adjudication.PersonDiedInCustody': died,
  },
})
