import { describe, expect, it } from '@jest/globals'
import { principalOf } from './principal.ts'
import { ADFS, ENTRA, KEYCLOAK } from './provider-tokens.fixtures.ts'

const claims = { sub: 'm.santos', agency: 'zz-police', sector: 'investigation', roles: ['investigator'] }
const malformed = (
  changed: Readonly<Record<string, unknown>>,
  ...mapping: Parameters<typeof principalOf> extends [unknown, ...infer M] ? M : never
) => {
  const principal = principalOf({ ...claims, ...changed }, ...mapping)
  return 'malformed' in principal ? principal.malformed.join('; ') : 'accepted'
}

it.each([KEYCLOAK, ENTRA, ADFS])(
  'a token of $provider states who acts, as the guide configures it',
  ({ claims: own, mapping, principal }) => expect(principalOf(own, mapping)).toEqual(principal),
)

describe('a sector', () => {
  it.each([
    ['victimSupport', 'victimSupport'],
    ['victim-support', 'victimSupport'],
    ['VICTIM_SUPPORT', 'victimSupport'],
    ['audit-trail', 'auditTrail'],
    ['AuditTrail', 'auditTrail'],
    ['Prosecution', 'prosecution'],
  ])('may be written %s', (sector, service) => expect(principalOf({ ...claims, sector })).toMatchObject({ sector: service }))

  it.each(['victim support', 'police', '', 'toString', 'investigation,prosecution', 7, ['investigation', 'prosecution']])(
    'is refused as %j, with those that there are',
    (sector) =>
      expect(malformed({ sector })).toBe('sector: expected one of investigation, prosecution, adjudication, victimSupport, auditTrail'),
  )
})

describe('roles', () => {
  it('may be one role as a text', () =>
    expect(principalOf({ ...claims, roles: 'investigator' })).toMatchObject({ roles: ['investigator'] }))

  it('have the names that are configured, and then no others', () => {
    const roleNames = new Map([
      ['EXAMPLE\\Team A', 'investigator'],
      ['8c2f0a4e-3f0b-4c62-9d3c-1b1f9e2f7a55', 'lead-investigator'],
    ])
    const withRoles = (roles: readonly string[]) => principalOf({ ...claims, roles }, { roleNames })
    expect(withRoles(['EXAMPLE\\Team A'])).toMatchObject({ roles: ['investigator'] })
    expect(withRoles(['8c2f0a4e-3f0b-4c62-9d3c-1b1f9e2f7a55', 'x'])).toMatchObject({ roles: ['lead-investigator'] })
    expect(withRoles(['lead-investigator', 'OTHER\\Team A', 'Team A'])).toMatchObject({ roles: [] })
  })

  it('that the provider left out because they are too many are refused with what to do', () => {
    const groups = { places: { roles: 'groups' } }
    const overage = { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: 'https://graph.example/groups' } } }
    for (const marked of [overage, { hasgroups: true }])
      expect(malformed(marked, groups)).toMatch(/^groups \(roles\): the user has more groups than fit into a token.*have it send app roles/)
    expect(malformed({}, groups)).toBe('groups (roles): expected a role or a list of roles')
  })
})

describe('a user', () => {
  const ofUser = (user: unknown) => principalOf({ ...claims, account: user }, { places: { user: 'account' } })

  it('of a Windows domain has a colon for the backslash, which no account name has', () => {
    expect(ofUser('EXAMPLE\\j.cruz')).toMatchObject({ userId: 'EXAMPLE:j.cruz' })
    for (const ambiguous of ['EXAMPLE\\a\\b', 'EXAMPLE:a\\b', '\\a', 'EXAMPLE\\'])
      expect(ofUser(ambiguous)).toEqual({
        malformed: [expect.stringMatching(/^account \(user\): expected the user’s stable id.*DOMAIN\\name$/)],
      })
  })

  it('is not one of a list, and not sub where another claim is configured', () => {
    expect(ofUser(['j.cruz'])).toHaveProperty('malformed')
    expect(ofUser(undefined)).toHaveProperty('malformed')
  })
})

it('every claim that is wrong is named with what it has to be', () =>
  expect(malformed({ sub: 'a b', agency: 'PH Police', roles: 7 })).toMatch(
    /^sub: expected the user’s stable id .*; agency: expected the registered id of the agency: 2 to 63 .*; roles: expected a role or a list of roles$/,
  ))
