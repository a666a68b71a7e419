import { AgencyId, SECTORS, SERVICES, type ServiceName, type Sha256, UserId } from '@case-timeline/contracts'
import { z } from 'zod'

/**
 * The roles of each sector; other roles in a token are ignored. `agency-system` is a system that only reads the event
 * feed.
 */
export const ROLES = {
  investigation: ['lead-investigator', 'investigator', 'records-supervisor', 'agency-system', 'operator'],
  prosecution: ['prosecutor', 'supervising-prosecutor', 'records-supervisor', 'agency-system', 'operator'],
  adjudication: ['registrar', 'judge', 'records-supervisor', 'agency-system', 'operator'],
  victimSupport: ['case-worker', 'support-lead', 'records-supervisor', 'agency-system', 'operator'],
  auditTrail: ['auditor', 'analyst', 'records-supervisor', 'operator'],
} as const satisfies Record<ServiceName, readonly string[]>
export type Role = (typeof ROLES)[ServiceName][number]

/** The roles that every sector has. Technical systems and operators do not work on cases. */
const COMMON: readonly Role[] = ['records-supervisor', 'agency-system', 'operator']

/**
 * The roles that work on cases, in every sector: they may read what their agency knows of its own cases. A user acts in
 * the first of these roles that the user has, so the supervisor of records is last.
 */
export const CASE_READERS = [
  ...SECTORS.flatMap((sector): readonly Role[] => ROLES[sector]).filter((role) => !COMMON.includes(role)),
  'records-supervisor',
] as unknown as readonly [Role, ...Role[]]

/** The authenticated sender of a request, according to the identity provider of the agency. */
export interface Principal {
  readonly userId: string
  readonly agencyId: AgencyId
  /** The service whose data the agency works in. */
  readonly sector: ServiceName
  readonly roles: readonly Role[]
  /** When the authentication expires, in epoch milliseconds; absent if it does not. */
  readonly expiresAt?: number | undefined
  /** SHA-256 of the message that the agency's system signed, if the request came as a message. */
  readonly signedDigest?: Sha256 | undefined
}

const Claims = z.object({
  sub: UserId,
  agency: AgencyId,
  sector: z.enum(SERVICES),
  roles: z.array(z.string().max(64)).max(100),
})

/**
 * The principal that verified claims describe: `sub`, `agency`, `sector`, `roles`.
 * @returns the names of the claims that are missing or malformed, when any is
 */
export const principalOf = (claims: unknown): Principal | { readonly malformed: readonly string[] } => {
  const { data, error } = Claims.safeParse(claims)
  if (error) return { malformed: [...new Set(error.issues.map(({ path }) => String(path[0])))] }
  const known: readonly Role[] = ROLES[data.sector]
  const roles = known.filter((role) => data.roles.includes(role))
  return { userId: data.sub, agencyId: data.agency, sector: data.sector, roles }
}
