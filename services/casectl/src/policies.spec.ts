import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { adjudication } from '@case-timeline/adjudication'
import { auditTrail } from '@case-timeline/audit-trail'
import { JurisdictionPolicy, policySchema } from '@case-timeline/contracts'
import { rulesIn } from '@case-timeline/decider'
import { investigation } from '@case-timeline/investigation'
import { prosecution } from '@case-timeline/prosecution'
import { checkLaw, loadLaw } from '@case-timeline/service-kit'
import { victimSupport } from '@case-timeline/victim-support'

const services = [investigation, prosecution, adjudication, victimSupport, auditTrail]
const folder = new URL('../../../deploy/policy/', import.meta.url)
const shipped = readdirSync(folder)
  .filter((file) => file !== 'policy.schema.json')
  .map((file) => file.replace('.json', ''))

describe('a policy that comes with the deployment', () => {
  it.each(shipped)('%s fits every service, and says that no lawyer has read it', async (name) => {
    const law = await loadLaw(name)
    for (const service of services) checkLaw(law, service.name, service.rules)
    expect(law.policy.reviewed).toBe(false)
  })
  it('is checked with the JSON Schema that is published (npm run generate)', () =>
    expect(readFileSync(new URL('policy.schema.json', folder), 'utf8')).toBe(policySchema()))
  it('of Indonesia holds the limits of detention of 1981, until the law that replaces them', () => {
    const { clocks } = JurisdictionPolicy.parse(JSON.parse(readFileSync(new URL('ID.json', folder), 'utf8')))
    const detention = clocks.filter(({ activity }) => activity.startsWith('detention') && activity !== 'detentionReview')
    const named = detention.map(({ activity, authority, prolongs, legalBasis, maxDays }) =>
      [authority, activity, maxDays, prolongs, legalBasis].filter((one) => one !== undefined).join(' '),
    )
    expect(named).toEqual([
      'detentionExtended 30 KUHAP-1981/29',
      'POLICE detentionOrdered 20',
      'PROSECUTION detentionExtended 40',
      'PROSECUTION detentionOrdered 20',
      'DISTRICT_COURT detentionOrdered 30',
      'DISTRICT_COURT detentionExtended 30 PROSECUTION',
      'DISTRICT_COURT detentionExtended 60',
      'HIGH_COURT detentionOrdered 30',
      'HIGH_COURT detentionExtended 60',
      'SUPREME_COURT detentionOrdered 50',
      'SUPREME_COURT detentionExtended 60',
    ])
    expect(new Set(detention.map(({ validUntil }) => validUntil))).toEqual(new Set(['2026-01-01']))
  })
})

describe('the rules that a policy may name', () => {
  it.each(services.map((service) => [service.name, service] as const))('%s lists those of all its files, once', async (name, { rules }) => {
    const domain = new URL(`../../${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}/src/domain/`, import.meta.url)
    const files = readdirSync(domain).filter((file) => file.endsWith('.rules.ts'))
    const modules = await Promise.all(files.map((file) => import(new URL(file, domain).href) as Promise<object>))
    const ids = rules.map(({ id }) => id)
    expect(ids).toEqual(expect.arrayContaining(rulesIn(...modules).map(({ id }) => id)))
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.filter((id) => !id.startsWith(`${name}.`))).toEqual([])
  })
})
