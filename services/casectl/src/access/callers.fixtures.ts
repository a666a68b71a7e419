import { caseRolesOf, DEVELOPMENT_KEY_ID, ROLES, type Role } from '@case-timeline/access'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { generateKeyPair, SignJWT } from 'jose'
import type { FiveServices } from '../five-services.fixtures.ts'
import type { CallerKind, RouteRow } from './table.fixtures.ts'

/** The agencies that have a part in the cases of the specification. */
export const PARTICIPATING = {
  investigation: 'zz-police',
  prosecution: 'zz-prosecution',
  adjudication: 'zz-court',
  victimSupport: 'zz-support',
  auditTrail: 'zz-audit',
} as const satisfies Record<ServiceName, string>

/** Other agencies of the same sectors. */
export const OTHER_AGENCIES = {
  investigation: 'zz-harbour-police',
  prosecution: 'zz-harbour-prosecution',
  adjudication: 'zz-harbour-court',
  victimSupport: 'zz-harbour-support',
  auditTrail: 'zz-harbour-audit',
} as const satisfies Record<ServiceName, string>

type Sector = Exclude<ServiceName, 'auditTrail'>

/** Agencies without a part in the cases, of which one user each is assigned to some of them. */
export const LENDING_AGENCIES = {
  investigation: 'zz-lending-police',
  prosecution: 'zz-lending-prosecution',
  adjudication: 'zz-lending-court',
  victimSupport: 'zz-lending-support',
} as const satisfies Record<Sector, string>
export const ASSIGNED_USER = 'z.assigned'

/** The organisation that has only a referral. */
export const REFERRED_TO = 'zz-shelter'
export const EXCLUDED_USER = 'z.excluded'
const USER = 'z.caller'
const UNKNOWN_ROLE = 'head-of-everything'

type Relation = Extract<
  CallerKind,
  | 'agency without a part'
  | 'excluded user'
  | 'agency with a referral'
  | 'colleague of an assigned person'
  | 'assigned person of another agency'
  | 'agency with a part'
>

interface Claims {
  readonly sector: ServiceName
  readonly roles: readonly string[]
  readonly relation: Relation
}

/** A caller of a service. */
export interface Caller {
  readonly name: string
  readonly authorization: string | undefined
  readonly as: 'no token' | 'unusable token' | Claims
}

/** The kind of caller that someone is for a route, and what the route is for to that caller. */
export const kindFor = (rows: readonly RouteRow[], { as }: Caller): { readonly kind: CallerKind; readonly audience: string } => {
  const audience = rows[0]?.audience ?? ''
  if (typeof as === 'string') return { kind: as, audience }
  const ofSector = rows.filter(({ sector }) => sector === as.sector)
  if (ofSector.length === 0) return { kind: 'another sector', audience }
  const admitting = ofSector.find(({ roles }) => roles.some((role) => as.roles.includes(role)))
  return admitting ? { kind: as.relation, audience: admitting.audience } : { kind: 'another role', audience }
}

const AGENCY_OF_RELATION: Readonly<Record<Relation, (sector: ServiceName) => string>> = {
  'agency with a part': (sector) => PARTICIPATING[sector],
  'excluded user': (sector) => PARTICIPATING[sector],
  'agency without a part': (sector) => OTHER_AGENCIES[sector],
  'agency with a referral': () => REFERRED_TO,
  'colleague of an assigned person': (sector) => LENDING_AGENCIES[sector as Sector],
  'assigned person of another agency': (sector) => LENDING_AGENCIES[sector as Sector],
}

const USER_OF_RELATION: Readonly<Partial<Record<Relation, string>>> = {
  'excluded user': EXCLUDED_USER,
  // Written as another provider of identity may write the same account.
  'assigned person of another agency': ASSIGNED_USER.toUpperCase(),
}

/** Callers of all sectors, without a usable token or with one. */
export interface Callers {
  readonly withoutPrincipal: readonly Caller[]
  /** Of a sector, with one role each, in each relation to the case that its agencies can have. */
  inOneRole(sector: ServiceName): readonly Caller[]
  /** Of a sector, with all its roles. */
  inAllRoles(sector: ServiceName): Caller
}

export const callersOf = async ({ issuer }: FiveServices): Promise<Callers> => {
  const caller = async (claims: Claims): Promise<Caller> => {
    const { sector, roles, relation } = claims
    const userId = USER_OF_RELATION[relation] ?? USER
    const token = await issuer.tokenFor({ userId, agencyId: AGENCY_OF_RELATION[relation](sector), sector, roles })
    return { name: `${roles.join('+')} of ${sector}, ${relation}`, authorization: `Bearer ${token}`, as: claims }
  }
  const relationsIn = (sector: ServiceName): readonly Relation[] => [
    'agency with a part',
    'agency without a part',
    // Audit-trail has no record of a case of its own, so it excludes nobody.
    ...(sector === 'auditTrail'
      ? []
      : (['excluded user', 'colleague of an assigned person', 'assigned person of another agency'] as const)),
    ...(sector === 'victimSupport' ? (['agency with a referral'] as const) : []),
  ]
  const oneRoleCallers = async (sector: ServiceName): Promise<readonly Caller[]> => {
    const roles: readonly Role[] = ROLES[sector]
    const unknown = caller({ sector, roles: [UNKNOWN_ROLE], relation: 'agency with a part' })
    const rolesIn = (relation: Relation) => (relation === 'assigned person of another agency' ? caseRolesOf(sector) : roles)
    const known = relationsIn(sector).flatMap((relation) => rolesIn(relation).map((role) => caller({ sector, roles: [role], relation })))
    return Promise.all([...known, unknown])
  }
  const oneRole = new Map<ServiceName, readonly Caller[]>()
  const allRoles = new Map<ServiceName, Caller>()
  for (const sector of SERVICES) {
    oneRole.set(sector, await oneRoleCallers(sector))
    allRoles.set(sector, await caller({ sector, roles: ROLES[sector], relation: 'agency with a part' }))
  }
  return {
    withoutPrincipal: await callersWithoutPrincipal(issuer),
    inOneRole: (sector) => oneRole.get(sector) ?? [],
    inAllRoles: (sector) => allRoles.get(sector)!,
  }
}

const callersWithoutPrincipal = async (issuer: FiveServices['issuer']): Promise<readonly Caller[]> => {
  const sector = 'investigation'
  const [agencyId, roles] = [PARTICIPATING[sector], ROLES[sector]]
  const { privateKey } = await generateKeyPair('EdDSA')
  const signedByOther = await new SignJWT({ agency: agencyId, sector, roles })
    .setProtectedHeader({ alg: 'EdDSA', kid: DEVELOPMENT_KEY_ID })
    .setSubject(USER)
    .setIssuer(issuer.issuer)
    .setAudience(issuer.audience)
    .setExpirationTime('1h')
    .sign(privateKey)
  const unusable = {
    'expired token': await issuer.tokenFor({ userId: USER, agencyId, sector, roles }, -60),
    'token signed by another key': signedByOther,
    'malformed token': 'a.b.c',
  }
  return [
    { name: 'no token', authorization: undefined, as: 'no token' },
    ...Object.entries(unusable).map(([name, token]): Caller => ({ name, authorization: `Bearer ${token}`, as: 'unusable token' })),
  ]
}

/**
 * The callers of a route of a service: without a usable token; of each sector whose tokens the route accepts in each
 * role; of the others with all their roles at once. A route for everybody: one caller of each kind of token.
 */
export const callersOfRoute = (callers: Callers, service: ServiceName, rows: readonly RouteRow[]): readonly Caller[] => {
  if (rows.every(({ audience }) => audience === 'everybody')) return [...callers.withoutPrincipal, ...SERVICES.map(callers.inAllRoles)]
  const admitted = new Set([service, ...rows.map(({ sector }) => sector)])
  return [
    ...callers.withoutPrincipal,
    ...SERVICES.flatMap((sector) => (admitted.has(sector) ? callers.inOneRole(sector) : [callers.inAllRoles(sector)])),
  ]
}
