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

/** The roles of a sector that work on cases: those to which a user of another agency may be assigned. */
export const caseRolesOf = (sector: ServiceName): readonly Role[] =>
  (ROLES[sector] as readonly Role[]).filter((role) => sector !== 'auditTrail' && !COMMON.includes(role))

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
  /** Whether the limits of an agency apply to such a message: it did not wait in a topic. */
  readonly isLimited?: boolean | undefined
}

/** The members of a principal whose claims an identity provider may name otherwise. */
export const MAPPED_CLAIMS = ['user', 'agency', 'sector', 'roles'] as const
type MappedClaim = (typeof MAPPED_CLAIMS)[number]

/**
 * Where a token has these members: the name of a claim, or a JSON Pointer (RFC 6901) to a member of one. What is not
 * mapped has the member's own name, and the user is `sub`.
 */
export type ClaimPlaces = Readonly<Partial<Record<MappedClaim, string>>>

export interface ClaimMapping {
  readonly places?: ClaimPlaces
  /** The roles by the names that the provider has for them, such as groups; absent or empty: their own names. */
  readonly roleNames?: ReadonlyMap<string, string>
}

const DEFAULT_PLACES: Readonly<Record<MappedClaim, string>> = { user: 'sub', agency: 'agency', sector: 'sector', roles: 'roles' }

/** What each claim has to be. */
const EXPECTED: Readonly<Record<MappedClaim, string>> = {
  user: 'the user’s stable id of 1 to 128 of the characters A-Z a-z 0-9 @ . _ : -, or DOMAIN\\name',
  agency: 'the registered id of the agency: 2 to 63 lower-case letters, digits and hyphens',
  sector: `one of ${SERVICES.join(', ')}`,
  roles: 'a role or a list of roles',
}

/** A list of one value, as providers make of an attribute that could have several, is that value. */
const single = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value)

/**
 * An account of a Windows domain: its name has neither a colon nor a second backslash, so no two accounts get the same
 * id. The colon is what ids of events may contain.
 */
const withoutBackslash = (user: unknown): unknown =>
  typeof user === 'string' && /^[^:\\]+\\[^:\\]+$/.test(user) ? user.replace('\\', ':') : user

const lettersOf = (name: string): string => name.replaceAll(/[-_]/g, '').toLowerCase()

/** A sector in any common spelling: `victimSupport`, `victim-support`, `VICTIM_SUPPORT`. */
const sectorNamed = (name: unknown): unknown =>
  (typeof name === 'string' && name.length <= 50 && SERVICES.find((service) => lettersOf(service) === lettersOf(name))) || name

const Claims = z.object({
  user: z.preprocess((value) => withoutBackslash(value), UserId),
  agency: z.preprocess(single, AgencyId),
  sector: z.preprocess((value) => sectorNamed(single(value)), z.enum(SERVICES)),
  roles: z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(z.string())),
})

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

/** Whether the provider left the groups of a user out of the token, as Entra ID does where there are more than 200. */
const isOverage = (claims: unknown, place: string): boolean => {
  const [name = ''] = place.replace(/^\//, '').split('/')
  return memberOf(memberOf(claims, '_claim_names'), name) !== undefined || (name === 'groups' && memberOf(claims, 'hasgroups') === true)
}

const OVERAGE =
  'the user has more groups than fit into a token, so the provider left them out (_claim_names): have it send app roles, or only the groups that are assigned to the application'

/**
 * The principal that verified claims describe.
 * @returns which claims are missing or malformed and what each has to be, when any is
 */
export const principalOf = (
  claims: unknown,
  { places = {}, roleNames }: ClaimMapping = {},
): Principal | { readonly malformed: readonly string[] } => {
  const placeOf = (name: MappedClaim): string => places[name] ?? DEFAULT_PLACES[name]
  const { data, error } = Claims.safeParse(Object.fromEntries(MAPPED_CLAIMS.map((name) => [name, claimAt(claims, placeOf(name))])))
  if (error) {
    const names = MAPPED_CLAIMS.filter((name) => error.issues.some(({ path }) => path[0] === name))
    return { malformed: names.map((name) => malformedAs(name, placeOf(name), claims)) }
  }
  const named = roleNames?.size ? data.roles.map((name) => roleNames.get(name)) : data.roles
  const known: readonly Role[] = ROLES[data.sector]
  const roles = known.filter((role) => named.includes(role))
  return { userId: data.user, agencyId: data.agency, sector: data.sector, roles }
}

const malformedAs = (name: MappedClaim, place: string, claims: unknown): string => {
  const shown = place === name || (name === 'user' && place === 'sub') ? place : `${place} (${name})`
  const expected = name === 'roles' && isOverage(claims, place) ? OVERAGE : `expected ${EXPECTED[name]}`
  return `${shown}: ${expected}`
}
