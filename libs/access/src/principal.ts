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

const placeOf = (name: string, places: ClaimPlaces): string => {
  const place = (places as Readonly<Record<string, string | undefined>>)[name]
  return place === undefined ? name : `${place} (${name})`
}

const Claims = z.object({
  sub: UserId,
  agency: AgencyId,
  sector: z.enum(SERVICES),
  roles: z.array(z.string()),
})

/** The members of a principal whose claims an identity provider may name otherwise. */
export const MAPPED_CLAIMS = ['agency', 'sector', 'roles'] as const

/**
 * Where a token has these members: the name of a claim, or a JSON Pointer (RFC 6901) to a member of one. What is not
 * mapped has the member's own name.
 */
export type ClaimPlaces = Readonly<Partial<Record<(typeof MAPPED_CLAIMS)[number], string>>>

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined

const claimAt = (claims: unknown, place: string): unknown =>
  place.startsWith('/')
    ? place
        .slice(1)
        .split('/')
        .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
        .reduce(memberOf, claims)
    : memberOf(claims, place)

/**
 * The principal that verified claims describe: `sub`, `agency`, `sector`, `roles`.
 * @returns the names of the claims that are missing or malformed, when any is
 */
export const principalOf = (claims: unknown, places: ClaimPlaces = {}): Principal | { readonly malformed: readonly string[] } => {
  const mapped = MAPPED_CLAIMS.map((name) => [name, claimAt(claims, places[name] ?? name)] as const)
  const { data, error } = Claims.safeParse({ sub: memberOf(claims, 'sub'), ...Object.fromEntries(mapped) })
  if (error) return { malformed: [...new Set(error.issues.map(({ path }) => placeOf(String(path[0]), places)))] }
  const known: readonly Role[] = ROLES[data.sector]
  const roles = known.filter((role) => data.roles.includes(role))
  return { userId: data.sub, agencyId: data.agency, sector: data.sector, roles }
}
