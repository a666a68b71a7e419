import { EVENT_TYPES } from './catalogue.ts'
import type { AddresseeRole, Fact } from './event-type.ts'
import type { AgencyId, ServiceName } from './fields.ts'

/** The office of a sector that an event names as the one to which it is addressed. */
export interface Addressed {
  readonly office: AgencyId
  readonly role: AddresseeRole
}

/**
 * The office of a sector to which an event is addressed; undefined if it is addressed to none of that sector.
 * @param fact its data in the newest version, read only if its type is addressed
 * @param stream of a service that may record the type
 */
export const officeAddressedBy = (fact: Fact, stream: string, sector: ServiceName): Addressed | undefined => {
  const addressee = EVENT_TYPES.get(fact.type)?.addressee
  if (addressee === undefined) return undefined
  const isRecordedThere = stream.startsWith(`${sector}.`)
  // A sector hands no case over to itself; that another of its offices takes part, such as a court of appeal, it records itself.
  const isHandedOn = !isRecordedThere || addressee.role === 'takesPart'
  const isOfSector = addressee.sector === undefined ? isRecordedThere : addressee.sector === sector && isHandedOn
  const office = isOfSector ? addressee.officeOf(fact.data as never) : undefined
  return office === undefined ? undefined : { office, role: addressee.role }
}
