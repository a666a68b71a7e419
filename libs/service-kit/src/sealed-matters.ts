import { type Confidentiality, obeying, type ThisService } from '@case-timeline/access'
import {
  Code,
  Envelope,
  EVENT_TYPES,
  EventCorrected,
  type FactOf,
  Id,
  NeedsAssessed,
  sealLabel,
  type SealedMember,
  UserId,
} from '@case-timeline/contracts'
import type { EventStore, StoredEvent } from '@case-timeline/event-store'
import type { OpeningsPage, Vault } from '@case-timeline/vault'
import { z } from 'zod'
import type { Asked } from './asked.ts'
import { Problem } from './problem.ts'

/** What sealed members are opened for. */
export const PURPOSES = ['support', 'protection', 'investigation', 'prosecution', 'adjudication', 'review', 'herOwnRequest'] as const
export type Purpose = (typeof PURPOSES)[number]

const WHICH = { eventId: Id, type: Envelope.shape.type, member: z.string() }
/** A sealed member of an event, as somebody who may know it reads it. */
const OpenedMember = z.discriminatedUnion('state', [
  z.strictObject({ ...WHICH, state: z.literal('opened'), value: z.unknown() }),
  z.strictObject({ ...WHICH, state: z.literal('erased') }),
  z.strictObject({ ...WHICH, state: z.literal('unreadable') }),
])
export type OpenedMember = Readonly<z.infer<typeof OpenedMember>>

export const OpenedMembers = z.strictObject({ opened: z.array(OpenedMember).readonly() })

const SEALED_MEMBER = { type: NeedsAssessed.type, member: 'gesi' }
const EVENT = 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e'
/** What is told of the members of an event, one of which was erased. */
export const OPENED_MEMBERS: z.infer<typeof OpenedMembers> = {
  opened: [
    { eventId: EVENT, ...SEALED_MEMBER, state: 'opened', value: NeedsAssessed.sealed?.['gesi']?.example },
    { eventId: '8d0e2f6b-7a8c-8d5a-9c11-c2a3f6f03b1e', ...SEALED_MEMBER, state: 'erased' },
  ],
}

/** An opening as it is told: whose key it was follows from the event. */
const ShownOpening = z.strictObject({
  id: Id,
  at: z.string().meta({ description: 'RFC 3339 in UTC with microseconds' }),
  userId: UserId,
  role: Code,
  purpose: z.string().meta({ examples: [...PURPOSES] }),
  eventIds: z.array(Id).readonly(),
})

export const Openings = z.strictObject({
  openings: z.array(ShownOpening).readonly(),
  before: Id.optional().meta({ description: 'give it back as `before` to read on; absent: that was all' }),
})

/** What a list of openings shows. */
export const OPENINGS: z.infer<typeof Openings> = {
  openings: [
    {
      id: '5c6d7e8f-90a1-4526-b748-b3c4d5e6f708',
      at: '2026-03-09T02:15:00.000000Z',
      userId: 'c.villanueva',
      role: 'case-worker',
      purpose: 'support',
      eventIds: [EVENT],
    },
  ],
}

/** The sealed members of a service's own events. An abstract class, because Nest injects it by this token. */
export abstract class SealedMatters {
  /**
   * Opens all sealed members of some events that the caller's agency recorded, once it is on record that he does.
   * @throws Problem when one of them is not his to open: then nothing is opened; VaultUnavailable, StoreUnavailable
   */
  abstract open(asked: Asked, eventIds: readonly string[], purpose: Purpose): Promise<z.infer<typeof OpenedMembers>>
  /** What his agency opened of a case, newest first. @throws VaultUnavailable */
  abstract openings(asked: Asked, page: OpeningsPage): Promise<z.infer<typeof Openings>>
}

interface Sealed {
  readonly eventId: string
  readonly type: string
  readonly member: string
  readonly definition: SealedMember<unknown>
  readonly data: Readonly<Record<string, unknown>>
}

/** What is sealed in an event; in a correction, what is sealed in the right data. */
const sealedIn = (event: StoredEvent, history: readonly StoredEvent[]): readonly Sealed[] => {
  const correcting = event.type === EventCorrected.type ? (event.data as FactOf<typeof EventCorrected>['data']) : undefined
  const type = correcting ? history.find(({ id }) => id === correcting.correctsId)?.type : event.type
  const data = (correcting ? correcting.data : event.data) as Readonly<Record<string, unknown>>
  const members = Object.entries(EVENT_TYPES.get(type ?? '')?.sealed ?? {}) as [string, SealedMember<unknown>][]
  return members
    .filter(([member]) => typeof data[member] === 'string')
    .map(([member, definition]) => ({ eventId: event.id, type: type!, member, definition, data }))
}

/** @param self whose own events these are: no other service has the keys */
export const sealedMatters = (self: ThisService, store: EventStore, vault: Vault, confidentiality: Confidentiality): SealedMatters => ({
  async open(asked, eventIds, purpose) {
    const { caseId, sector, actor } = asked
    const { agencyId, userId, role } = actor
    const history = await store.readCase(caseId)
    const closed = (await confidentiality.of([caseId], { agencyId, sector })).get(caseId)
    const withheld = new Set(closed?.facts.flatMap(({ recorded, shown }) => (shown ? [] : [recorded.id])))
    const isHis = ({ id, stream, envelope }: StoredEvent): boolean =>
      stream.startsWith(`${self.service}.`) && envelope.actor.agencyId === agencyId && !withheld.has(id)
    const wanted = [...new Set(eventIds)].map((eventId) => {
      const event = history.find(({ id }) => id === eventId)
      const sealed = event && isHis(event) ? sealedIn(event, history) : []
      if (sealed.length > 0) return sealed
      throw new Problem('not-found', `event ${eventId} has nothing sealed that your agency recorded here: nothing was opened`)
    })
    const members = wanted.flat()
    const notHis = members.find(({ definition }) => !definition.openedBy.includes(role))
    if (notHis) throw new Problem('forbidden', `${notHis.member} of ${notHis.type} is opened by: ${notHis.definition.openedBy.join(', ')}`)
    const subjects = [...new Set(members.map(({ definition, data }) => definition.subject(data as never, caseId)))]
    await vault.recordOpening({ caseId, eventIds: [...new Set(eventIds)], subjects, agencyId, userId, role, purpose })
    const opened = await vault.open(
      members.map(({ type, member, data }) => ({ label: sealLabel(type, member), sealed: data[member] as string })),
    )
    return obeying({ opened: members.map(({ eventId, type, member }, at) => ({ eventId, type, member, ...opened[at]! })) })
  },

  async openings({ caseId, actor }, page) {
    const found = await vault.openingsOf(caseId, page)
    const openings = found
      .filter(({ agencyId }) => agencyId === actor.agencyId)
      .map(({ id, at, userId, role, purpose, eventIds }) => ({ id, at, userId, role, purpose, eventIds }))
    return { openings, before: found.length < page.limit ? undefined : found.at(-1)?.id }
  },
})
