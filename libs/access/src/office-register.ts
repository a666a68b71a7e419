import { isSameUser } from '@case-timeline/casework'
import {
  type AgencyId,
  type Fact,
  type FactOf,
  OfficeChanged,
  OfficeRegistered,
  SuccessionConfirmed,
  SuccessionProposed,
  SuccessionWithdrawn,
} from '@case-timeline/contracts'
import { type EventStore, foldReadable, followRareEvents, rememberedOf, type StoredEvent } from '@case-timeline/event-store'
import { z } from 'zod'

/** An office of the register. */
export const Office = z.strictObject({
  ...OfficeRegistered.data.shape,
  successor: OfficeRegistered.data.shape.officeId.optional().meta({ description: 'the office to which its cases go' }),
})
export type Office = z.infer<typeof Office>

/** An office as the services need it: also by which event its successor was confirmed. */
export interface RegisteredOffice extends Office {
  readonly proposal?: FactOf<typeof SuccessionProposed>['data'] | undefined
  readonly confirmation?: Pick<StoredEvent, 'id' | 'envelope'> | undefined
}

type OfficeFact = FactOf<(typeof OFFICE_TYPES)[number]>

const OFFICE_TYPES = [OfficeRegistered, OfficeChanged, SuccessionProposed, SuccessionConfirmed, SuccessionWithdrawn] as const
const REGISTER = 'auditTrail.office-'

const isBySecondPerson = (
  proposal: RegisteredOffice['proposal'],
  { successionId, successor }: FactOf<typeof SuccessionConfirmed>['data'],
  { envelope }: StoredEvent,
): boolean =>
  proposal?.successionId === successionId && proposal.successor === successor && !isSameUser(proposal.proposedBy, envelope.actor.userId)

const withOffice = (offices: Map<AgencyId, RegisteredOffice>, event: StoredEvent): void => {
  const { type, data } = event as Fact as OfficeFact
  if (type === 'auditTrail.OfficeRegistered') return void offices.set(data.officeId, data)
  const known = offices.get(data.officeId)
  if (!known) return
  const { successor: _, confirmation: __, proposal: ___, ...entry } = known
  if (type === 'auditTrail.SuccessionProposed')
    offices.set(data.officeId, { ...known, proposal: { ...data, proposedBy: event.envelope.actor.userId } })
  // Also a stolen login needs the name of a second person.
  const isConfirmed = type === 'auditTrail.SuccessionConfirmed' && isBySecondPerson(known.proposal, data, event)
  if (isConfirmed) offices.set(data.officeId, { ...entry, successor: data.successor, confirmation: event })
  if (type === 'auditTrail.SuccessionWithdrawn') offices.set(data.officeId, entry)
  if (type === 'auditTrail.OfficeChanged') offices.set(data.officeId, { ...known, ...data })
}

/**
 * The register of offices, kept in memory and read on from where the last call ended.
 * @returns a function that resolves with the offices by id, as recorded before the call or at least up to a position; it
 * throws StoreUnavailable
 */
export const officesIn = (store: EventStore): ((upTo?: string) => Promise<ReadonlyMap<AgencyId, RegisteredOffice>>) => {
  const register = rememberedOf(store, () => {
    const offices = new Map<AgencyId, RegisteredOffice>()
    const apply = (event: StoredEvent): void => {
      if (event.stream.startsWith(REGISTER)) foldReadable([event], ([one]) => one && withOffice(offices, one))
    }
    return { offices, catchUp: followRareEvents(store, OFFICE_TYPES, apply) }
  })
  return async (upTo) => {
    const { offices, catchUp } = register()
    await catchUp(upTo)
    return offices
  }
}

/**
 * The office that has the cases of an office in the end: the last successor in a row, all in the same sector; undefined
 * if it has none, or if a successor is not in the register, is of another sector, or is an office of the row.
 */
export const lastSuccessorOf = (offices: ReadonlyMap<AgencyId, Office>, officeId: AgencyId): AgencyId | undefined => {
  const first = offices.get(officeId)
  const row = new Set([officeId])
  let office = first
  while (office?.successor !== undefined) {
    const next = offices.get(office.successor)
    if (!next || next.sector !== first?.sector || row.has(next.officeId)) return undefined
    row.add(next.officeId)
    office = next
  }
  return office === first ? undefined : office?.officeId
}
