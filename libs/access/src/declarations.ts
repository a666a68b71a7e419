import { SetMetadata } from '@nestjs/common'
import type { Role } from './principal.ts'

export const DECLARED = {
  public: 'access:public',
  roles: 'access:roles',
  everySector: 'access:every-sector',
  opens: 'access:opens',
  reveals: 'access:reveals',
} as const

/** The route needs no token: health, metrics, the API's own description. Nothing of a case. */
export const Public = () => SetMetadata(DECLARED.public, true)

/** Who may call the handler. Without this, or `@Public()`, the service does not start. */
export const Roles = (...roles: readonly [Role, ...Role[]]) => SetMetadata(DECLARED.roles, roles)

/** Agencies of every sector may call the handler, each for the cases it takes part in. */
export const FromEverySector = () => SetMetadata(DECLARED.everySector, true)

/** The command may be the first thing that the service hears of a case; all others need a case that the agency takes part in. */
export const OpensCase = () => SetMetadata(DECLARED.opens, true)

/** What an answer may show of a case, least first. */
export type Revealed = 'nothing' | 'case-ids' | 'hashes' | 'referrals' | 'case-facts' | 'event-records'

/** What a query's answer shows. Every GET that needs a token declares it, or the service does not start. */
export const Reveals = (revealed: Revealed) => SetMetadata(DECLARED.reveals, revealed)
