import { lastSuccessorOf, officesIn } from '@case-timeline/access'
import { type AgencyId, type CommandType, isReported } from '@case-timeline/contracts'
import type { CommandContext } from '@case-timeline/commands'
import type { EventStore } from '@case-timeline/event-store'
import { Problem } from './problem.ts'

/** An office that nobody works at, as the register of offices has it. */
interface Unregistered {
  readonly officeId: AgencyId
  readonly sector: string
  /** The office that has succeeded it; absent: the register does not have it. */
  readonly successor?: AgencyId | undefined
}

const unregisteredAddressees = (store: EventStore) => {
  const offices = officesIn(store)
  return async ({ service, addresses, needsRegisteredOffice }: CommandType, data: unknown): Promise<Unregistered | undefined> => {
    const addressee = addresses?.addressee
    const officeId = addressee?.officeOf(data as never)
    if (addressee === undefined || officeId === undefined) return undefined
    const register = await offices()
    const sector = addressee.sector ?? service
    const hasOffices = [...register.values()].some((office) => office.sector === sector)
    if (!hasOffices && !needsRegisteredOffice) return undefined
    const isRegistered = register.get(officeId)?.sector === sector
    const successor = isRegistered ? lastSuccessorOf(register, officeId) : undefined
    return isRegistered && successor === undefined ? undefined : { officeId, sector, successor }
  }
}

/** The office that a command addresses, if it is not in the register or another has succeeded it: see `CommandContext`. */
export const officeCheck = (store: EventStore): NonNullable<CommandContext['unregisteredOffice']> => {
  const unregistered = unregisteredAddressees(store)
  return async (commandType, data) => (await unregistered(commandType, data))?.officeId
}

/**
 * Checks that the office that a command addresses is in the register, and that no other has succeeded it: nobody would get
 * what is addressed to it. A sector of which the register has no office is not checked, unless the command needs a
 * registered office: a case that is given to a mistyped office is lost to everybody, and so are the alarms of those who
 * are held in it.
 * @returns a function that resolves with an office that is not in the register, if the agency did not choose it (a court
 *   or a party did): the command is recorded with a warning. For what the agency chose it throws Problem
 */
export const addresseeCheck = (store: EventStore): ((commandType: CommandType, data: unknown) => Promise<AgencyId | undefined>) => {
  const unregistered = unregisteredAddressees(store)
  return async (commandType, data) => {
    const found = await unregistered(commandType, data)
    if (found === undefined) return undefined
    const { officeId, sector, successor } = found
    if (commandType.addresses !== undefined && isReported(commandType.addresses)) return officeId
    throw new Problem(
      'unknown-office',
      successor === undefined
        ? `${officeId} is no office of ${sector} in the register: nothing was recorded. GET /offices of audit-trail lists them; a records-supervisor of audit-trail enters another with register-office`
        : `${successor} has succeeded ${officeId}: nothing was recorded. Address ${successor}`,
    )
  }
}
