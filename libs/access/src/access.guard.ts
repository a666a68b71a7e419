import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import { type AgencyId, Id, type ServiceName } from '@case-timeline/contracts'
import type { StreamGuard } from '@case-timeline/event-store'
import { CaseGate } from './case-gate.ts'
import { DECLARED } from './declarations.ts'
import { Denied, NO_SUCH_CASE } from './denial.ts'
import type { Principal, Role } from './principal.ts'
import { TokenVerifier } from './token.ts'

/** The service that runs here. An abstract class, because Nest injects it by this token. */
export abstract class ThisService {
  abstract readonly service: ServiceName
  /** The agency that receives what other sectors hand over to it. */
  abstract readonly receivingAgency?: AgencyId | undefined
}

/** A request as the guard leaves it: who asks, and the role that admitted him. */
export interface Admitted {
  principal?: Principal
  role?: Role
  /** Holds as long as he was not excluded from the case since. */
  guard?: StreamGuard
}

interface Incoming extends Admitted {
  readonly headers: { readonly authorization?: string }
  readonly params: Readonly<Record<string, string | undefined>>
}

/** Whether someone reads all cases, by his sector and the role in which he acts. */
export const seesEveryCase = (sector: ServiceName, role: string): boolean =>
  sector === 'auditTrail' && (role === 'auditor' || role === 'analyst')

/** The one gate before every handler: a token, the sector, a role, and for a route of a case the need to know it. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokenVerifier,
    private readonly cases: CaseGate,
    private readonly self: ThisService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const declared = <T>(key: string) => this.reflector.getAllAndOverride<T | undefined>(key, [context.getHandler(), context.getClass()])
    if (declared<true>(DECLARED.public)) return true
    const request = context.switchToHttp().getRequest<Incoming>()
    const principal = await this.tokens.verify(request.headers.authorization)
    if (principal.sector !== this.self.service && !declared<true>(DECLARED.everySector))
      throw new Denied('forbidden', `the token is for ${principal.sector}, and this is ${this.self.service}`)
    const admitting = declared<readonly Role[]>(DECLARED.roles) ?? []
    const role = admitting.find((one) => principal.roles.includes(one))
    if (!role) throw new Denied('forbidden', `this needs one of the roles ${admitting.join(', ')}`)
    const { caseId } = request.params
    if (caseId !== undefined) request.guard = await this.needToKnow(principal, role, caseId, declared<true>(DECLARED.opens) ?? false)
    request.principal = principal
    request.role = role
    return true
  }

  private async needToKnow(principal: Principal, role: Role, caseId: string, opens: boolean): Promise<StreamGuard> {
    if (!Id.safeParse(caseId).success) throw new Denied('malformed-case-id', 'a case id is a UUID in lower case')
    const { standing, guard } = await this.cases.admission(principal, caseId)
    if (standing === 'takes-part') return guard
    if (standing === 'unheard-of' && opens) return guard
    if (standing === 'stranger' && seesEveryCase(principal.sector, role)) return guard
    throw new Denied('case-not-found', NO_SUCH_CASE)
  }
}
