import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { Act, Authority, JurisdictionPolicy, Means, policySchema } from '@case-timeline/contracts'
import { custodyLimitOf } from '@case-timeline/casework'
import { ASEAN_STATES, rulesIn } from '@case-timeline/decider'
import { offenceCodesOf } from '@case-timeline/prosecution'
import { checkLaw, loadLaw } from '@case-timeline/service-kit'
import { DESCRIPTIONS } from './descriptions.ts'
import { valuesOf } from './policy/policy-values.ts'

const folder = new URL('../../../deploy/policy/', import.meta.url)
const shipped = readdirSync(folder)
  .filter((file) => file !== 'policy.schema.json')
  .map((file) => file.replace('.json', ''))

describe('a policy in deploy/policy', () => {
  it.each(shipped)('is valid for every service, and marked as not reviewed by a lawyer: %s', async (name) => {
    const law = await loadLaw(name)
    for (const service of DESCRIPTIONS) checkLaw(law, service)
    expect(law.policy.reviewed).toBe(false)
  })
  it.each(shipped)('says of each extension whose order it prolongs, or on which legal basis: %s', async (name) => {
    const { clocks } = (await loadLaw(name)).policy
    const extensions = clocks.filter(({ activity }) => activity === 'detentionExtended')
    expect(extensions.filter(({ prolongs, legalBasis }) => prolongs === undefined && legalBasis === undefined)).toEqual([])
  })
  it('says of each extension whose order it prolongs, unless the law allows it after the order of more than one authority', async () => {
    const laws = await Promise.all(shipped.map((name) => loadLaw(name)))
    const open = laws.flatMap(({ policy: { jurisdiction, clocks } }) =>
      clocks
        .filter(({ activity, prolongs }) => activity === 'detentionExtended' && prolongs === undefined)
        .map(({ legalBasis }) => `${jurisdiction} ${legalBasis}`),
    )
    // By exception at every stage; the first and the second application to a magistrate; a remand for an investigation.
    expect(open.toSorted()).toEqual(['ID KUHAP-1981/29', 'MY CPC-593/117', 'SG CPC-2010/238-3'])
  })
  it('exists for each member state of ASEAN, and describes its offences, its bodies and the age of a child', async () => {
    for (const state of ASEAN_STATES) {
      const { policy } = await loadLaw(state)
      expect(policy).toMatchObject({ jurisdiction: state, childAge: { under: 18 } })
      expect(policy.offences?.map(({ code }) => code.slice(0, 3))).toContain(`${state}.`)
      expect(policy.authorities?.map(({ authority }) => authority)).toEqual(expect.arrayContaining(Authority.options))
    }
  })
  it.each(shipped)('says of each value where it comes from and how that was read, without a mark in the text: %s', async (name) => {
    const values = valuesOf((await loadLaw(name)).policy)
    expect(values.filter(({ verified }) => verified === undefined)).toEqual([])
    expect(values.filter(({ source }) => /\[[VG]/.test(source))).toEqual([])
  })
  it.each(shipped)('claims nothing as verified that is practice or general knowledge: %s', async (name) => {
    const claimed = valuesOf((await loadLaw(name)).policy).filter(({ verified }) => verified !== 'no')
    expect(claimed.filter(({ source }) => source === 'general knowledge' || source.startsWith('practice'))).toEqual([])
  })
  it.each(shipped)(
    'describes only offences that it lists, once for each time, by acts in the codes of a charge where these fit: %s',
    async (name) => {
      const { offences = [], traffickingOffences } = (await loadLaw(name)).policy
      const codes = offences.map(({ code }) => code)
      expect(codes.filter((code) => !offenceCodesOf(traffickingOffences).includes(code))).toEqual([])
      expect(new Set(offences.map(({ code, validFrom = '' }) => `${code} ${validFrom}`)).size).toBe(codes.length)
      const misspelt = /^(recruit(s|ing)?|transport(s|ing)?|transfer(s|ring)|harbor(s|ing)?|receiv(es|ing))$/
      expect(offences.flatMap(({ acts = [] }) => acts).filter((act) => misspelt.test(act))).toEqual([])
    },
  )
  it('has a JSON Schema that is generated from the schema of the services (npm run generate)', () =>
    expect(readFileSync(new URL('policy.schema.json', folder), 'utf8')).toBe(policySchema()))
  it('of the Philippines has all acts, means and purposes of its law', async () => {
    const [offence] = (await loadLaw('PH')).policy.offences ?? []
    expect(offence?.acts).toEqual(expect.arrayContaining([...Act.options, 'obtaining', 'hiring', 'providing', 'offering', 'maintaining']))
    expect(offence?.means).toEqual(expect.arrayContaining([...Means.options]))
    expect(offence?.purposes).toContain('ForcedLabour')
  })
  it('of Viet Nam does not apply the law of 2025 to acts of 2019', async () => {
    const { offences = [] } = (await loadLaw('VN')).policy
    const of2019 = offences.filter(({ validFrom = '', validUntil = '9999' }) => validFrom <= '2019-06-01' && '2019-06-01' <= validUntil)
    expect(of2019.map(({ code }) => code)).toEqual(['VN.PC2015.150', 'VN.PC2015.151'])
    expect(of2019.filter(({ citation }) => citation.includes('53/2024'))).toEqual([])
  })
  it.each([
    ['TH', 'CPC-TH/87', 84],
    ['MY', 'CPC-593/117', 14],
    ['KH', 'CCP-2007/208', 550],
  ])('limits all orders of a court together, where the law limits their number: %s', async (state, legalBasis, maxDays) => {
    const { clocks } = (await loadLaw(state)).policy
    expect(clocks.filter(({ activity }) => activity === 'detentionTotal')).toMatchObject([
      { authority: 'DISTRICT_COURT', legalBasis, maxDays },
    ])
  })
  it.each([
    ['SG', 'DISTRICT_COURT', 'POLICE', undefined],
    ['SG', 'DISTRICT_COURT', 'DISTRICT_COURT', 'unlimited'],
    ['TH', 'DISTRICT_COURT', 'POLICE', 12],
    ['ID', 'PROSECUTION', 'PROSECUTION', 40],
    ['ID', 'DISTRICT_COURT', 'POLICE', 60],
    ['VN', 'PROSECUTION', 'POLICE', 123],
  ])(
    'has the longest number, if any, for an extension of an order that none of its entries names: %s, by %s of %s',
    async (state, authority, prolongs, limit) => {
      const { policy } = await loadLaw(state)
      const found = custodyLimitOf(policy, 'detentionExtended', '2026-06-01', { authority, prolongs, legalBasis: 'CPC-TH/87' })
      expect(found?.unlimited ? 'unlimited' : found?.maxDays).toBe(limit)
    },
  )
  it('of Indonesia has the limits of detention of 1981, until the law that replaces them', () => {
    const { clocks } = JurisdictionPolicy.parse(JSON.parse(readFileSync(new URL('ID.json', folder), 'utf8')))
    const detention = clocks.filter(
      ({ activity, persons, authority }) =>
        activity.startsWith('detention') && activity !== 'detentionReview' && persons === undefined && authority !== 'IMMIGRATION',
    )
    const named = (validUntil: string | undefined) =>
      detention
        .filter((clock) => clock.validUntil === validUntil)
        .map(({ activity, authority, prolongs, legalBasis, maxDays }) =>
          [authority, activity, maxDays, prolongs, legalBasis].filter((one) => one !== undefined).join(' '),
        )
    expect(named('2026-01-01')).toEqual([
      'detentionExtended 30 KUHAP-1981/29',
      'POLICE detentionOrdered 20',
      'PROSECUTION detentionExtended 40 POLICE',
      'PROSECUTION detentionOrdered 20',
      'DISTRICT_COURT detentionOrdered 30',
      'DISTRICT_COURT detentionExtended 30 POLICE',
      'DISTRICT_COURT detentionExtended 30 PROSECUTION',
      'DISTRICT_COURT detentionExtended 60 DISTRICT_COURT',
      'HIGH_COURT detentionOrdered 30',
      'HIGH_COURT detentionExtended 30 DISTRICT_COURT',
      'HIGH_COURT detentionExtended 60 HIGH_COURT',
      'SUPREME_COURT detentionOrdered 50',
      'SUPREME_COURT detentionExtended 30 HIGH_COURT',
      'SUPREME_COURT detentionExtended 60 SUPREME_COURT',
    ])
    // Article 29 gives its thirty days twice; of all others the law says after how many days the person is released.
    const eachAlone = detention.filter(({ countsFrom }) => countsFrom === undefined)
    expect(eachAlone.map(({ source }) => source.slice(0, 18))).toEqual(Array(4).fill('KUHAP 1981 art. 29'))
    // What was read of UU 20/2025: the limits of the high court and of the Supreme Court were not.
    expect(named(undefined)).toEqual([
      'POLICE detentionOrdered 20',
      'PROSECUTION detentionExtended 40 POLICE',
      'PROSECUTION detentionOrdered 20',
      'DISTRICT_COURT detentionExtended 30 PROSECUTION',
      'DISTRICT_COURT detentionOrdered 30',
      'DISTRICT_COURT detentionExtended 60 DISTRICT_COURT',
    ])
    expect(new Set(detention.map(({ validFrom, validUntil }) => `${validFrom} ${validUntil ?? ''}`))).toEqual(
      new Set(['1981-12-31 2026-01-01', '2026-01-02 ']),
    )
  })
})

it('a policy may set the level of every rule, also of those on the record of a case that not every service has', async () => {
  const law = await loadLaw('PH')
  const levels = DESCRIPTIONS.flatMap((service) => service.rules.map(({ id, level }) => [id, level ?? 'block'] as const))
  expect(new Set(levels.map(([id]) => id)).size).toBeGreaterThan(100)
  for (const service of DESCRIPTIONS)
    expect(() => checkLaw({ ...law, policy: { ...law.policy, rules: Object.fromEntries(levels) } }, service)).not.toThrow()
})

describe('the rules that a policy may name', () => {
  it.each(DESCRIPTIONS.map((service) => [service.name, service] as const))(
    'include every rule of %s exactly once',
    async (name, { rules }) => {
      const sources = new URL(`../../${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}/src/`, import.meta.url)
      const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.rules.ts'))
      const modules = await Promise.all(files.map((file) => import(new URL(file, sources).href) as Promise<object>))
      const ids = rules.map(({ id }) => id)
      expect(ids).toEqual(expect.arrayContaining(rulesIn(...modules).map(({ id }) => id)))
      const ofOneThing = rules.filter(({ about }) => about === undefined).map(({ id }) => id)
      expect(new Set(ofOneThing).size).toBe(ofOneThing.length)
      expect(ids.filter((id) => !id.startsWith(`${name}.`) && !id.startsWith('case.'))).toEqual([])
    },
  )
})
