import { AgencyId, SERVICES, type ServiceName, type Sha256, UserId } from '@case-timeline/contracts'
import { z } from 'zod'

/** The roles that each sector's agencies may give; a token's other roles mean nothing here. `agency-system` is a machine that only follows events. */
export const ROLES = {
  investigation: ['lead-investigator', 'investigator', 'records-supervisor', 'agency-system', 'operator'],
  prosecution: ['prosecutor', 'supervising-prosecutor', 'records-supervisor', 'agency-system', 'operator'],
  adjudication: ['registrar', 'judge', 'records-supervisor', 'agency-system', 'operator'],
  victimSupport: ['case-worker', 'support-lead', 'records-supervisor', 'agency-system', 'operator'],
  auditTrail: ['auditor', 'analyst', 'records-supervisor', 'operator'],
} as const satisfies Record<ServiceName, readonly string[]>
export type Role = (typeof ROLES)[ServiceName][number]

/** Those who work on cases, in every sector: what an agency knows of its own cases is theirs to read. */
export const CASE_READERS = [
  'lead-investigator',
  'investigator',
  'prosecutor',
  'supervising-prosecutor',
  'registrar',
  'judge',
  'case-worker',
  'support-lead',
  'records-supervisor',
] as const satisfies readonly Role[]

/** Who sends a request, as his agency's identity provider vouches. */
export interface Principal {
  readonly userId: string
  readonly agencyId: AgencyId
  /** The service whose data his agency works in. */
  readonly sector: ServiceName
  readonly roles: readonly Role[]
  /** When what vouches for him runs out, in epoch milliseconds; absent where nothing does. */
  readonly expiresAt?: number | undefined
  /** SHA-256 of what his agency's system signed, where he asks by a message. */
  readonly signed?: Sha256 | undefined
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
