import { type ClaimPlaces, MAPPED_CLAIMS, ROLES } from '@case-timeline/access'
import { z } from 'zod'
import { matching, urlSchema, variable } from './environment-variable.ts'

/** A member of a principal, and a claim or a JSON Pointer; `,` and `=` would be ambiguous in either. */
const CLAIM_PLACE = new RegExp(`^(${MAPPED_CLAIMS.join('|')})=([^,=\\s]{1,200})$`)

/** A name of the provider, which may have spaces and a backslash, and a role. */
const ROLE_NAME = /^([^,=]{1,200})=([a-z]+(?:-[a-z]+)*)$/

const ALL_ROLES: readonly string[] = [...new Set(Object.values(ROLES).flat())]

/** The variables of a service about the tokens that it accepts. */
export const identityEnvironment = {
  OIDC_ISSUER: variable(urlSchema(['https:', 'http:']), 'https://id.example/realms/police', 'issuer of the accepted tokens'),
  OIDC_AUDIENCE: variable(z.string().min(1, { error: 'is empty' }), 'case-timeline', 'audience that a token must name'),
  OIDC_JWKS: variable(
    urlSchema(['https:', 'http:', 'file:'])
      .transform((text) => new URL(text))
      .optional(),
    'https://id.example/realms/police/certs',
    'address of the issuer’s public keys; if not set, where the issuer publishes it; file:, and http: on this machine, only with DEVELOPMENT_MODE=on',
  ),
  OIDC_CLAIMS: variable(
    z
      .string()
      .default('')
      .transform((text) => text.split(',').filter((one) => one !== ''))
      .pipe(z.array(matching(CLAIM_PLACE, `is not a list of ${MAPPED_CLAIMS.join(', ')} with the place of each in a token`)))
      .refine((pairs) => new Set(pairs.map((pair) => pair.split('=')[0])).size === pairs.length, { error: 'gives a member two places' })
      .transform((pairs): ClaimPlaces => Object.fromEntries(pairs.map((pair) => CLAIM_PLACE.exec(pair)!.slice(1)))),
    'agency=organisation,roles=/realm_access/roles',
    'claims in which the issuer’s tokens have user (sub), agency, sector and roles, if not in claims of these names; after a slash, a JSON Pointer',
  ),
  OIDC_ROLES: variable(
    z
      .string()
      .default('')
      .transform((text) => text.split(',').filter((one) => one !== ''))
      .pipe(z.array(matching(ROLE_NAME, 'is not a list of names of the provider with a role each')))
      .refine((pairs) => new Set(pairs.map((pair) => pair.split('=')[0])).size === pairs.length, { error: 'gives a name two roles' })
      .refine((pairs) => pairs.every((pair) => ALL_ROLES.includes(pair.split('=')[1] ?? '')), {
        error: `has a role that is none of ${ALL_ROLES.join(', ')}`,
      })
      .transform((pairs): ReadonlyMap<string, string> => new Map(pairs.map((pair) => ROLE_NAME.exec(pair)!.slice(1) as [string, string]))),
    'EXAMPLE\\Investigators=investigator,8c2f0a4e-3f0b-4c62-9d3c-1b1f9e2f7a55=lead-investigator',
    'roles by the names that the issuer’s tokens have for them; if set, no other name gives a role',
  ),
}
