import { SetMetadata } from '@nestjs/common'
import type { Disclosed } from './disclosed.ts'
import type { Role } from './principal.ts'

/** The metadata keys of the declarations below. */
export const DECLARED = {
  public: 'access:public',
  roles: 'access:roles',
  everySector: 'access:every-sector',
  opens: 'access:opens',
  reveals: 'access:reveals',
} as const

/** The route needs no token: health, metrics, the API's own description. It shows no data of cases. */
export const Public = () => SetMetadata(DECLARED.public, true)

/** The roles that may call the handler. Without this, or `@Public()`, the service does not start. */
export const Roles = (...roles: readonly [Role, ...Role[]]) => SetMetadata(DECLARED.roles, roles)

/** Agencies of every sector may call the handler, each for the cases in which it participates. */
export const FromEverySector = () => SetMetadata(DECLARED.everySector, true)

/**
 * The command may be the first one of a case in this service; all others require a case in which the agency
 * participates.
 */
export const OpensCase = () => SetMetadata(DECLARED.opens, true)

/** What an answer may show of a case, from least to most. */
export type Revealed = 'nothing' | 'case-ids' | 'hashes' | 'referrals' | 'case-facts' | 'event-records'

/**
 * Answers from which court orders can withhold data. Event records go through `EventAccess`, whole or not at all.
 */
type UnderOrders = Extract<Revealed, 'referrals' | 'case-facts'>

/** A decorator that applies only to methods with a `Disclosed` answer: a new query cannot omit the court orders. */
type AnswersDisclosed = <M extends (...args: never[]) => Disclosed<object> | Promise<Disclosed<object>>>(
  target: object,
  key: string | symbol,
  method: TypedPropertyDescriptor<M>,
) => void

/** Declares what a query's answer shows. Required for every GET that needs a token, or the service does not start. */
export function Reveals(revealed: UnderOrders): AnswersDisclosed
export function Reveals(revealed: Exclude<Revealed, UnderOrders>): ClassDecorator & MethodDecorator
export function Reveals(revealed: Revealed): ClassDecorator & MethodDecorator {
  return SetMetadata(DECLARED.reveals, revealed)
}
