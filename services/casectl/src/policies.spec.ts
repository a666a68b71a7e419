import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { JurisdictionPolicy, policySchema } from '@case-timeline/contracts'
import { rulesIn } from '@case-timeline/decider'
import { checkLaw, loadLaw } from '@case-timeline/service-kit'
import { DESCRIPTIONS } from './descriptions.ts'

const folder = new URL('../../../deploy/policy/', import.meta.url)
const shipped = readdirSync(folder)
  .filter((file) => file !== 'policy.schema.json')
  .map((file) => file.replace('.json', ''))

describe('a policy in deploy/policy', () => {
  it.each(shipped)('is valid for every service, and marked as not reviewed by a lawyer: %s', async (name) => {
    const law = await loadLaw(name)
    for (const service of DESCRIPTIONS) checkLaw(law, service.name, service.rules)
    expect(law.policy.reviewed).toBe(false)
  })
  it.each(shipped)('says of each extension whose order it prolongs, or on which legal basis: %s', async (name) => {
    const { clocks } = (await loadLaw(name)).policy
    const extensions = clocks.filter(({ activity }) => activity === 'detentionExtended')
    expect(extensions.filter(({ prolongs, legalBasis }) => prolongs === undefined && legalBasis === undefined)).toEqual([])
  })
  it('has a JSON Schema that is generated from the schema of the services (npm run generate)', () =>
    expect(readFileSync(new URL('policy.schema.json', folder), 'utf8')).toBe(policySchema()))
  it('of Indonesia has the limits of detention of 1981, until the law that replaces them', () => {
    const { clocks } = JurisdictionPolicy.parse(JSON.parse(readFileSync(new URL('ID.json', folder), 'utf8')))
    const detention = clocks.filter(({ activity }) => activity.startsWith('detention') && activity !== 'detentionReview')
    const named = detention.map(({ activity, authority, prolongs, legalBasis, maxDays }) =>
      [authority, activity, maxDays, prolongs, legalBasis].filter((one) => one !== undefined).join(' '),
    )
    expect(named).toEqual([
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
    expect(new Set(detention.map(({ validUntil }) => validUntil))).toEqual(new Set(['2026-01-01']))
  })
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
      expect(new Set(ids).size).toBe(ids.length)
      expect(ids.filter((id) => !id.startsWith(`${name}.`))).toEqual([])
    },
  )
})
