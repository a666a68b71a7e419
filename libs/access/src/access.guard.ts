import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import { type AgencyId, Id, type ServiceName } from '@case-timeline/contracts'
import { type Admission, CaseGate, type Participation } from './case-gate.ts'
import { DECLARED } from './declarations.ts'
import { Denied, NO_SUCH_CASE } from './denial.ts'
import type { ReceivingAgency } from './participation.ts'
import type { PersonallyAssigned } from './personal-assignment.ts'
import type { Principal, Role } from './principal.ts'

/** Ids of other versions are derived from something: a name, a clock, an imported docket number. */
const RANDOM_ID = /^.{14}[47]/

/** The identity of the running service. An abstract class, because Nest injects it by this token. */
export abstract class ThisService {
  abstract readonly service: ServiceName
  /** The agency that receives what other sectors hand over without naming an office. */
  abstract readonly receiving?: ReceivingAgency | undefined
  /** The agencies whose operators may operate this service; absent: no operator may. */
  abstract readonly operatingAgencies?: readonly AgencyId[] | undefined
}

/** A request whose token was verified at the entrance of the service; after the guard also the role that admitted it. */
export interface AdmittedRequest {
  principal?: Principal
  /** Why its token gives no principal; only a public route answers it. */
  denial?: Denied
  role?: Role
  /** How the user was admitted to a case to record something. */
  admission?: Admission
  /** The agency that assigned the user of another agency to the case: the user acts on its behalf. */
  onBehalfOf?: AgencyId
}

interface IncomingRequest extends AdmittedRequest {
  readonly method: string
  readonly params: Readonly<Record<string, string | undefined>>
}

/** Whether a user may read all cases, by sector and by the role in which the user acts. */
export const mayReadEveryCase = (sector: ServiceName, role: string): boolean =>
  sector === 'auditTrail' && (role === 'auditor' || role === 'analyst')

/** Methods that record nothing. */
export const READING: readonly string[] = ['GET', 'HEAD']

/**
 * The guard of every handler: checks that the token was verified, the sector, a role, and for a route of a case the participation in it.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly cases: CaseGate,
    private readonly self: ThisService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const declaredOf = <T>(key: string) => this.reflector.getAllAndOverride<T | undefined>(key, [context.getHandler(), context.getClass()])
    if (declaredOf<true>(DECLARED.public)) return true
    const request = context.switchToHttp().getRequest<IncomingRequest>()
    const { principal, denial } = request
    if (!principal) throw denial ?? new Denied('unauthenticated', 'send a token: Authorization: Bearer <JWT>')
    if (principal.sector !== this.self.service && !declaredOf<true>(DECLARED.everySector))
      throw new Denied('forbidden', `the token is for the sector ${principal.sector}, but this service is ${this.self.service}`)
    const admittingRoles = declaredOf<readonly Role[]>(DECLARED.roles) ?? []
    let role = admittingRoles.find((admitting) => principal.roles.includes(admitting))
    if (role === 'operator' && !this.self.operatingAgencies?.includes(principal.agencyId))
      throw new Denied('forbidden', `operators of ${principal.agencyId} do not operate this service: OPERATING_AGENCIES names those who do`)
    if (!role) throw new Denied('forbidden', `this route requires one of the roles ${admittingRoles.join(', ')}`)
    const { caseId } = request.params
    if (caseId !== undefined) {
      const opens = declaredOf<true>(DECLARED.opens) ?? false
      const reads = READING.includes(request.method)
      const admission = await this.admissionTo(principal, caseId, reads)
      requireEntry(admission.participation, caseId, { opens, readsEveryCase: reads && mayReadEveryCase(principal.sector, role) })
      if (admission.participation === 'assigned') role = restrictToAssignment(request, principal, admittingRoles, admission.assignments)
      if ('guard' in admission) request.admission = admission
    }
    request.role = role
    return true
  }

  private async admissionTo(
    principal: Principal,
    caseId: string,
    reads: boolean,
  ): Promise<Admission | Pick<Admission, 'participation' | 'assignments'>> {
    if (!Id.safeParse(caseId).success) throw new Denied('malformed-case-id', 'a case id is a UUID in lower case')
    if (!reads) return this.cases.admission(principal, caseId)
    const participation = await this.cases.participationIn(principal, caseId)
    return participation === 'assigned'
      ? { participation, assignments: await this.cases.assignmentsOf(principal, caseId) }
      : { participation }
  }
}

/**
 * Restricts the roles of a request to those in which its user was assigned to the case.
 * @returns the role that admits it
 * @throws Denied
 */
const restrictToAssignment = (
  request: AdmittedRequest,
  principal: Principal,
  admittingRoles: readonly Role[],
  assignments: PersonallyAssigned = [],
): Role => {
  const roles = principal.roles.filter((role) => assignments.some((one) => one.role === role))
  // The assignment ended between two reads.
  if (roles.length === 0) throw new Denied('case-not-found', NO_SUCH_CASE)
  const role = admittingRoles.find((admitting) => roles.includes(admitting))
  if (!role)
    throw new Denied(
      'forbidden',
      `you take part in this case as ${roles.join(', ')}: this route requires one of ${admittingRoles.join(', ')}`,
    )
  request.principal = { ...principal, roles }
  request.onBehalfOf = assignments.find((one) => one.role === role)!.admittedBy
  return role
}

/** @throws Denied */
const requireEntry = (
  participation: Participation,
  caseId: string,
  { opens, readsEveryCase }: { readonly opens: boolean; readonly readsEveryCase: boolean },
): void => {
  if (participation === 'participating' || participation === 'assigned') return
  // The same answer whether such a case exists or not: its id can be computed.
  if (opens && !RANDOM_ID.test(caseId))
    throw new Denied('malformed-case-id', 'a case is opened under a random id: a UUID of version 4 or 7')
  if (participation === 'unknownCase' && opens) return
  if (participation === 'notParticipating' && readsEveryCase) return
  throw new Denied('case-not-found', NO_SUCH_CASE)
}
