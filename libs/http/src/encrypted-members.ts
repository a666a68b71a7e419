import { type Confidentiality, type Disclosed, disclosedBy, type ThisService } from '@case-timeline/access'
import { actingAgencyOf, successorIn } from '@case-timeline/casework'
import {
  AgencyId,
  Code,
  Envelope,
  EVENT_TYPES,
  EventCorrected,
  type FactOf,
  Id,
  NeedsAssessed,
  encryptionLabel,
  type EncryptedMember,
  UserId,
} from '@case-timeline/contracts'
import { type EventStore, historyOf, type StoredEvent } from '@case-timeline/event-store'
import type { OpeningsPage, Vault } from '@case-timeline/vault'
import { z } from 'zod'
import type { RequestContext } from './request-context.ts'
import { Problem } from './problem.ts'

/** The purposes for which encrypted members may be opened. */
export const PURPOSES = ['support', 'protection', 'investigation', 'prosecution', 'adjudication', 'review', 'dataSubjectRequest'] as const
export type Purpose = (typeof PURPOSES)[number]

const MEMBER_KEY = { eventId: Id, type: Envelope.shape.type, member: z.string() }
/** An encrypted member of an event, as an authorised user reads it. */
const OpenedMember = z.discriminatedUnion('state', [
  z.strictObject({ ...MEMBER_KEY, state: z.literal('opened'), value: z.unknown() }),
  z.strictObject({ ...MEMBER_KEY, state: z.literal('erased') }),
  z.strictObject({ ...MEMBER_KEY, state: z.literal('unreadable') }),
])
export type OpenedMember = Readonly<z.infer<typeof OpenedMember>>

export const OpenedMembers = z.strictObject({ opened: z.array(OpenedMember).readonly() })

const ENCRYPTED_MEMBER = { type: NeedsAssessed.type, member: 'gesi' }
const EVENT_ID = 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e'
/** Example: the members of an event, one of which was erased. */
export const OPENED_MEMBERS: z.infer<typeof OpenedMembers> = {
  opened: [
    { eventId: EVENT_ID, ...ENCRYPTED_MEMBER, state: 'opened', value: NeedsAssessed.encrypted?.['gesi']?.example },
    { eventId: '8d0e2f6b-7a8c-8d5a-9c11-c2a3f6f03b1e', ...ENCRYPTED_MEMBER, state: 'erased' },
  ],
}

/** A recorded opening as it is shown: without the key subject, which follows from the event. */
const ShownOpening = z.strictObject({
  id: Id,
  at: z.string().meta({ description: 'RFC 3339 in UTC with microseconds' }),
  userId: UserId,
  agencyId: AgencyId,
  onBehalfOf: AgencyId.optional(),
  role: Code,
  purpose: z.string().meta({ examples: [...PURPOSES] }),
  eventIds: z.array(Id).readonly(),
})

export const Openings = z.strictObject({
  openings: z.array(ShownOpening).readonly(),
  before: Id.optional().meta({ description: 'send it as `before` to read the next page; absent: there are no more' }),
})

/** Example: a list of openings. */
export const OPENINGS: z.infer<typeof Openings> = {
  openings: [
    {
      id: '5c6d7e8f-90a1-4526-b748-b3c4d5e6f708',
      at: '2026-03-09T02:15:00.000000Z',
      userId: 'c.villanueva',
      agencyId: 'ph-dswd-manila',
      role: 'case-worker',
      purpose: 'support',
      eventIds: [EVENT_ID],
    },
  ],
}

/** The encrypted members of a service's own events. An abstract class, because Nest injects it by this token. */
export abstract class EncryptedMemberReader {
  /**
   * Opens all encrypted members of some events that the caller's agency recorded, after recording the opening: a member
   * is judged, and recorded, as one of the event that had its ciphertext first.
   * @throws Problem if the caller may not open one of them: then none is opened; VaultUnavailable, StoreUnavailable
   */
  abstract open(context: RequestContext, eventIds: readonly string[], purpose: Purpose): Promise<Disclosed<z.infer<typeof OpenedMembers>>>
  /** The openings of a case by the caller's agency, newest first. @throws VaultUnavailable */
  abstract openings(context: RequestContext, page: OpeningsPage): Promise<z.infer<typeof Openings>>
}

interface EventMember {
  readonly eventId: string
  readonly type: string
  readonly member: string
  readonly definition: EncryptedMember<unknown>
  readonly data: Readonly<Record<string, unknown>>
}

/** The encrypted members of an event; of a correction, those of the corrected data. */
const encryptedMembersIn = (event: StoredEvent, history: readonly StoredEvent[]): readonly EventMember[] => {
  const correction = event.type === EventCorrected.type ? (event.data as FactOf<typeof EventCorrected>['data']) : undefined
  const type = correction ? history.find(({ id, stream }) => id === correction.correctsId && stream === event.stream)?.type : event.type
  const data = (correction ? correction.data : event.data) as Readonly<Record<string, unknown>>
  const members = Object.entries(EVENT_TYPES.get(type ?? '')?.encrypted ?? {}) as [string, EncryptedMember<unknown>][]
  return members
    .filter(([member]) => typeof data[member] === 'string')
    .map(([member, definition]) => ({ eventId: event.id, type: type!, member, definition, data }))
}

/** The ciphertext of a member, and the members of the first event that has it. */
interface TracedMember extends EventMember {
  /** Whose text it is: a later event that has the ciphertext has only a copy. */
  readonly origin: EventMember
}

/** Traces the members of an event to the events that had their ciphertext first. */
const tracedMembersIn = (event: StoredEvent, history: readonly StoredEvent[]): readonly TracedMember[] =>
  encryptedMembersIn(event, history).map((one) => {
    const ciphertext = one.data[one.member]
    const first = history
      .filter(({ dataText }) => dataText.includes(`"${String(ciphertext)}"`))
      .flatMap((earlier) => encryptedMembersIn(earlier, history))
      .find(({ member, data }) => data[member] === ciphertext)
    return { ...one, origin: first ?? one }
  })

/**
 * Opens encrypted members in the vault of a service.
 * @param self the service that recorded the events: no other service has the keys
 */
export const encryptedMemberReader = (
  self: ThisService,
  store: EventStore,
  vault: Pick<Vault, 'recordOpening' | 'open' | 'openingsOf'>,
  confidentiality: Confidentiality,
): EncryptedMemberReader => ({
  async open(context, eventIds, purpose) {
    const { caseId, sector, actor } = context
    const { agencyId, onBehalfOf, userId, role } = actor
    const own = actingAgencyOf(actor)
    const history = await store.readCase(caseId)
    const orders = await confidentiality.disclosedCases([caseId], { agencyId, sector })
    const disclosedCase = orders.get(caseId)
    const withheld = new Set(disclosedCase?.facts.flatMap(({ recorded, shown }) => (shown ? [] : [recorded.id])))
    const successorOf = successorIn(historyOf(history), sector)
    const isOwn = ({ id, stream, envelope }: StoredEvent): boolean =>
      stream.startsWith(`${self.service}.`) && successorOf(actingAgencyOf(envelope.actor)) === own && !withheld.has(id)
    const isOwnId = (eventId: string): boolean => history.some((event) => event.id === eventId && isOwn(event))
    const members = [...new Set(eventIds)].flatMap((eventId) => {
      const event = history.find(({ id }) => id === eventId)
      const traced = event && isOwn(event) ? tracedMembersIn(event, history) : []
      if (traced.length > 0 && traced.every(({ origin }) => isOwnId(origin.eventId))) return traced
      throw new Problem(
        'not-found',
        `event ${eventId} has no encrypted members recorded by your agency in this service: nothing was opened`,
      )
    })
    const notAllowed = members.find(({ definition }) => !definition.decryptableBy.includes(role))
    if (notAllowed)
      throw new Problem(
        'forbidden',
        `${notAllowed.member} of ${notAllowed.type} can be opened by the roles: ${notAllowed.definition.decryptableBy.join(', ')}`,
      )
    const origins = members.map(({ origin }) => origin)
    const openedIds = [...new Set(origins.map(({ eventId }) => eventId))]
    const subjects = [...new Set(origins.map(({ definition, data }) => definition.subject(data as never, caseId)))]
    await vault.recordOpening({ caseId, eventIds: openedIds, subjects, agencyId, onBehalfOf, userId, role, purpose })
    const opened = await vault.open(
      members.map(({ type, member, data }) => ({ label: encryptionLabel(type, member), encrypted: data[member] as string })),
    )
    return disclosedBy(orders, {
      opened: members.map(({ eventId, type, member }, index) => ({ eventId, type, member, ...opened[index]! })),
    })
  },

  async openings({ caseId, actor }, page) {
    const found = await vault.openingsOf(caseId, page)
    const openings = found
      .filter((opening) => actingAgencyOf(opening) === actingAgencyOf(actor))
      .map(({ caseId: _case, subjects: _subjects, ...shown }) => shown)
    return { openings, before: found.length < page.limit ? undefined : found.at(-1)?.id }
  },
})
