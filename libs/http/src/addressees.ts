import { lastSuccessorOf, type RegisteredOffice, officesIn } from '@case-timeline/access'
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

const unregisteredAddressees =
  (offices: ReturnType<typeof officesIn>) =>
  async ({ service, addresses, needsRegisteredOffice }: CommandType, data: unknown): Promise<Unregistered | undefined> => {
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

/** The office that a command addresses, if it is not in the register or another has succeeded it: see `CommandContext`. */
export const officeCheck = (store: EventStore): NonNullable<CommandContext['unregisteredOffice']> => {
  const unregistered = unregisteredAddressees(officesIn(store))
  return async (commandType, data) => (await unregistered(commandType, data))?.officeId
}

type Register = ReadonlyMap<AgencyId, RegisteredOffice>

/** Whether the cases of an office go to another one, or would if what is proposed is confirmed. */
const leadsTo = (register: Register, from: AgencyId, to: AgencyId): boolean => {
  const passed = new Set<AgencyId>()
  for (let office: AgencyId | undefined = from; office !== undefined && !passed.has(office);) {
    if (office === to) return true
    passed.add(office)
    const entry = register.get(office)
    office = entry?.successor ?? entry?.proposal?.successor
  }
  return false
}

/**
 * Checks that the cases of an office can go to the one that is to succeed it: otherwise the succession would be confirmed
 * and nothing would happen. What is wrong with the office itself, its rules refuse.
 */
const checkSuccessor = (register: Register, officeId: AgencyId, successor: AgencyId): void => {
  const office = register.get(officeId)
  if (office === undefined || successor === officeId) return
  if (register.get(successor)?.sector !== office.sector)
    throw new Problem(
      'unknown-office',
      `${successor} is no office of ${office.sector} in the register, as ${officeId} is: no case would go to it, so nothing was recorded. GET /offices?sector=${office.sector} lists them; enter another with register-office first`,
    )
  if (leadsTo(register, successor, officeId))
    throw new Problem(
      'unknown-office',
      `${officeId} succeeds ${successor}, or is proposed to, also by way of others: no case would go to either, so nothing was recorded. Withdraw that succession first (withdraw-succession)`,
    )
}

/**
 * Checks that the office that a command addresses is in the register, and that no other has succeeded it: nobody would get
 * what is addressed to it. A sector of which the register has no office is not checked, unless the command needs a
 * registered office: a case that is given to a mistyped office is lost to everybody, and so are the alarms of those who
 * are held in it. Also checks the office that is to succeed another.
 * @returns a function that resolves with an office that is not in the register, if the agency did not choose it (a court
 *   or a party did): the command is recorded with a warning. For what the agency chose it throws Problem
 */
export const addresseeCheck = (store: EventStore): ((commandType: CommandType, data: unknown) => Promise<AgencyId | undefined>) => {
  const offices = officesIn(store)
  const unregistered = unregisteredAddressees(offices)
  return async (commandType, data) => {
    const succession = commandType.namesSuccessor?.(data as never)
    if (succession) checkSuccessor(await offices(), succession.officeId, succession.successor)
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
