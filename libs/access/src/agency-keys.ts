import { AgencyId, KeyId, MESSAGE_ALGORITHMS, SERVICES } from '@case-timeline/contracts'
import { z } from 'zod'
import { ROLES, type Role } from './principal.ts'

const Coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

const publicKey = {
  kid: KeyId,
  use: z.literal('sig').optional(),
  d: z.undefined({ error: 'is there: this is a private key; make a new pair and register its public half only' }).optional(),
}

/** A public key as a JWK (RFC 7517); members of others are left alone. */
export const AgencyKey = z.discriminatedUnion('kty', [
  z.looseObject({
    ...publicKey,
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    x: Coordinate,
    alg: z.literal(MESSAGE_ALGORITHMS[0]).default(MESSAGE_ALGORITHMS[0]),
  }),
  z.looseObject({
    ...publicKey,
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: Coordinate,
    y: Coordinate,
    alg: z.literal(MESSAGE_ALGORITHMS[1]).default(MESSAGE_ALGORITHMS[1]),
  }),
])
export type AgencyKey = z.infer<typeof AgencyKey>

const RegisteredAgency = z
  .strictObject({
    agencyId: AgencyId,
    sector: z.enum(SERVICES),
    /** What its system may say that a user of it is. */
    roles: z.array(z.string().max(64)).min(1).max(20),
    keys: z.array(AgencyKey).min(1).max(20),
  })
  .transform(({ sector, roles, ...rest }, context) => {
    const known: readonly Role[] = ROLES[sector]
    const strange = roles.filter((role) => !known.some((one) => one === role))
    if (strange.length > 0)
      context.addIssue({
        code: 'custom',
        path: ['roles'],
        message: `${sector} has no role ${strange.join(', ')}; it has ${known.join(', ')}`,
      })
    return { ...rest, sector, roles: known.filter((role) => roles.includes(role)) }
  })

/** An agency whose system may send commands as messages. */
export type RegisteredAgency = z.infer<typeof RegisteredAgency>

const Document = z.strictObject({ agencies: z.array(RegisteredAgency).max(1_000) })

/** Registered agencies cannot be told from the document. The message says what is wrong where, never a key. */
export class AgencyKeysUnfit extends Error {
  override readonly name = 'AgencyKeysUnfit'
}

const MOST_ISSUES = 10

const repeated = (names: readonly string[]): readonly string[] => [...new Set(names.filter((name, index) => names.indexOf(name) < index))]

/**
 * The agencies of a document of AGENCY_KEYS, by id.
 * @param text JSON: `{ "agencies": [{ "agencyId", "sector", "roles", "keys": [JWK with kid] }] }`
 * @throws AgencyKeysUnfit when it has another shape, a private key, a role that the sector does not have, or an agency or kid twice
 */
export const agenciesIn = (text: string): ReadonlyMap<string, RegisteredAgency> => {
  const { data, error } = Document.safeParse(parsed(text))
  if (error)
    throw new AgencyKeysUnfit(
      error.issues
        .slice(0, MOST_ISSUES)
        .map(({ path, message }) => `${path.join('.') || 'the document'}: ${message}`)
        .join('; '),
    )
  const { agencies } = data
  const twice = repeated(agencies.map(({ agencyId }) => agencyId))
  if (twice.length > 0) throw new AgencyKeysUnfit(`${twice.join(', ')} is registered more than once: put its keys together`)
  const sameName = repeated(agencies.flatMap(({ keys }) => keys.map(({ kid }) => kid)))
  if (sameName.length > 0)
    throw new AgencyKeysUnfit(`the kid ${sameName.join(', ')} names more than one key: give each key a name of its own`)
  return new Map(agencies.map((agency) => [agency.agencyId, agency]))
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new AgencyKeysUnfit('it is not JSON')
  }
}
