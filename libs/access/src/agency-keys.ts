import { AgencyId, KeyId, MESSAGE_ALGORITHMS, SERVICES } from '@case-timeline/contracts'
import { z } from 'zod'
import { ROLES, type Role } from './principal.ts'

const [EDDSA, ES256] = MESSAGE_ALGORITHMS

/** 32 bytes in base64url. */
const Coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

const publicKey = {
  kid: KeyId,
  use: z.literal('sig').optional(),
  // The private part of a JWK.
  d: z.undefined({ error: 'must be absent: this is a private key; make a new key pair and register its public half only' }).optional(),
}

/** A public key as a JWK (RFC 7517); unknown members are ignored. */
export const AgencyKey = z.discriminatedUnion('kty', [
  z.looseObject({
    ...publicKey,
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    x: Coordinate,
    alg: z.literal(EDDSA).default(EDDSA),
  }),
  z.looseObject({
    ...publicKey,
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: Coordinate,
    y: Coordinate,
    alg: z.literal(ES256).default(ES256),
  }),
])
export type AgencyKey = z.infer<typeof AgencyKey>

const RegisteredAgency = z
  .strictObject({
    agencyId: AgencyId,
    sector: z.enum(SERVICES),
    /** The roles that its system may state for its users. */
    roles: z.array(z.string().max(64)).min(1).max(20),
    keys: z.array(AgencyKey).min(1).max(20),
  })
  .transform(({ sector, roles, ...agency }, context) => {
    const sectorRoles: readonly Role[] = ROLES[sector]
    const unknownRoles = roles.filter((role) => !sectorRoles.some((sectorRole) => sectorRole === role))
    if (unknownRoles.length > 0)
      context.addIssue({
        code: 'custom',
        path: ['roles'],
        message: `${sector} has no role ${unknownRoles.join(', ')}; its roles are ${sectorRoles.join(', ')}`,
      })
    return { ...agency, sector, roles: sectorRoles.filter((role) => roles.includes(role)) }
  })

/** An agency whose system may send commands as messages. */
export type RegisteredAgency = z.infer<typeof RegisteredAgency>

const Document = z.strictObject({ agencies: z.array(RegisteredAgency).max(1_000) })

/** The document of AGENCY_KEYS is invalid. The message states the error and its place, never a key. */
export class InvalidAgencyKeys extends Error {
  override readonly name = 'InvalidAgencyKeys'
}

const MAX_ISSUES = 10

const duplicatesIn = (names: readonly string[]): readonly string[] => [
  ...new Set(names.filter((name, index) => names.indexOf(name) < index)),
]

/**
 * The agencies of a document of AGENCY_KEYS, by id.
 * @param text JSON: `{ "agencies": [{ "agencyId", "sector", "roles", "keys": [JWK with kid] }] }`
 * @throws InvalidAgencyKeys for another shape, a private key, a role that the sector does not have, or a duplicate
 *   agency or kid
 */
export const parseAgencies = (text: string): ReadonlyMap<string, RegisteredAgency> => {
  const { data, error } = Document.safeParse(parsed(text))
  if (error)
    throw new InvalidAgencyKeys(
      error.issues
        .slice(0, MAX_ISSUES)
        .map(({ path, message }) => `${path.join('.') || 'the document'}: ${message}`)
        .join('; '),
    )
  const { agencies } = data
  const duplicateAgencies = duplicatesIn(agencies.map(({ agencyId }) => agencyId))
  if (duplicateAgencies.length > 0)
    throw new InvalidAgencyKeys(`${duplicateAgencies.join(', ')} is registered more than once: put all its keys into one entry`)
  const duplicateKeyIds = duplicatesIn(agencies.flatMap(({ keys }) => keys.map(({ kid }) => kid)))
  if (duplicateKeyIds.length > 0)
    throw new InvalidAgencyKeys(`the kid ${duplicateKeyIds.join(', ')} identifies more than one key: give each key a unique kid`)
  return new Map(agencies.map((agency) => [agency.agencyId, agency]))
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new InvalidAgencyKeys('the document is not JSON')
  }
}
