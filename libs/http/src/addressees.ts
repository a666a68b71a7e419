import { lastSuccessorOf, officesIn } from '@case-timeline/access'
import type { CommandType } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import { Problem } from './problem.ts'

/**
 * Checks that the office that a command addresses is in the register: nobody would get what is addressed to another. A
 * sector of which the register has no office is not checked, unless the command needs a registered office: a case that is
 * given to a mistyped office is lost to everybody, and so are the alarms of those who are held in it.
 * @returns a function that throws Problem for an office that is not in the register, or that another one has succeeded
 */
export const addresseeCheck = (store: EventStore): ((commandType: CommandType, data: unknown) => Promise<void>) => {
  const offices = officesIn(store)
  return async ({ service, addresses, needsRegisteredOffice }, data) => {
    const addressee = addresses?.addressee
    const officeId = addressee?.officeOf(data as never)
    if (addressee === undefined || officeId === undefined) return
    const register = await offices()
    const sector = addressee.sector ?? service
    const hasOffices = [...register.values()].some((office) => office.sector === sector)
    if (!hasOffices && !needsRegisteredOffice) return
    const office = register.get(officeId)
    if (office?.sector !== sector)
      throw new Problem(
        'unknown-office',
        `${officeId} is no office of ${sector} in the register: nothing was recorded. GET /offices of audit-trail lists them; a records-supervisor of audit-trail enters another with register-office`,
      )
    const successor = lastSuccessorOf(register, officeId)
    if (successor !== undefined)
      throw new Problem('unknown-office', `${successor} has succeeded ${officeId}: nothing was recorded. Address ${successor}`)
  }
}
