import { accountOf, actingAgencyOf } from '@case-timeline/casework'
import { type AgencyId, CaseWorkerAssigned, CaseWorkerUnassigned, type Fact, type FactOf, type ServiceName } from '@case-timeline/contracts'
import { spanOf } from '@case-timeline/decider'
import type { StoredEvent } from '@case-timeline/event-store'
import { caseRolesOf, type Principal } from './principal.ts'

/**
 * Lets one user of another agency of the sector take part in a case, in one role and for a time. This shape is stored in
 * the view of the case files: change it with the view's version.
 */
export interface PersonalAssignment {
  /** As `accountOf`. */
  readonly account: string
  readonly agencyId: AgencyId
  readonly role: string
  /** Epoch milliseconds: the first moment of the day on which it begins, and that after the day on which it ends. */
  readonly from: number
  readonly until?: number
  /** The agency that assigned the user: what the user records is its own. */
  readonly admittedBy: AgencyId
}

export type PersonallyAssigned = readonly PersonalAssignment[]

/** A user, with the roles in which the user may act; absent roles: an assignment to a role admits nobody. */
export type UserInRoles = Pick<Principal, 'userId' | 'agencyId'> & { readonly roles?: readonly string[] | undefined }

type AssigningEvent = Fact & Pick<StoredEvent, 'envelope'>

/** In a zone that this runtime does not know, a day is one of UTC. */
const spanOfDay = (day: string, zone: string | undefined): ReturnType<typeof spanOf> => {
  try {
    return spanOf(day, zone)
  } catch {
    return spanOf(day)
  }
}

const assignmentBy = ({ data, envelope }: AssigningEvent, sector: ServiceName): PersonalAssignment | undefined => {
  const { userId, role, begin, end, agencyId } = data as FactOf<typeof CaseWorkerAssigned>['data']
  const { actor, occurredZone } = envelope
  // Whom an office assigned assigns nobody: a rule refuses it, and a record of it has no effect.
  if (agencyId === undefined || actor.onBehalfOf !== undefined || !caseRolesOf(sector).some((one) => one === role)) return undefined
  return {
    account: accountOf(userId),
    agencyId,
    role,
    from: spanOfDay(begin, occurredZone).from,
    ...(end === undefined ? {} : { until: spanOfDay(end, occurredZone).until }),
    admittedBy: actingAgencyOf(actor),
  }
}

/**
 * The personal assignments of a sector's record of a case after one of its events. The end of an assignment ends every
 * earlier one of the user in the role at once, whatever day it states.
 */
export const assignedAfter = (before: PersonallyAssigned, event: AssigningEvent, sector: ServiceName): PersonallyAssigned => {
  if (event.type === CaseWorkerAssigned.type) {
    const assignment = assignmentBy(event, sector)
    return assignment === undefined ? before : [...before, assignment]
  }
  if (event.type !== CaseWorkerUnassigned.type) return before
  const { userId, role } = event.data as FactOf<typeof CaseWorkerUnassigned>['data']
  const isEnded = (one: PersonalAssignment): boolean => one.account === accountOf(userId) && one.role === role
  return before.some(isEnded) ? before.filter((one) => !isEnded(one)) : before
}

/** Without those of an agency that must not see the case any more, and without those whom it assigned. */
export const assignedWithout = (before: PersonallyAssigned, barred: AgencyId): PersonallyAssigned =>
  before.filter(({ agencyId, admittedBy }) => agencyId !== barred && admittedBy !== barred)

/**
 * The assignments that let a user take part at a moment, in one of the user's roles. All are of one agency: a user who was
 * assigned by two, because an end was retracted, acts for the first until its assignments are over.
 * @param now epoch milliseconds
 */
export const assignmentsInForce = (
  assigned: PersonallyAssigned,
  { userId, agencyId, roles = [] }: UserInRoles,
  now: number,
): PersonallyAssigned => {
  const inForce = assigned.filter(
    (one) =>
      one.agencyId === agencyId &&
      one.account === accountOf(userId) &&
      roles.includes(one.role) &&
      one.from <= now &&
      (one.until === undefined || now < one.until),
  )
  return inForce.filter(({ admittedBy }) => admittedBy === inForce[0]?.admittedBy)
}
