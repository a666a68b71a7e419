import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { SupportMandate } from '@case-timeline/contracts'
import { ASEAN_STATES, membershipsOf } from '@case-timeline/decider'
import { TRAFFICKING_OFFENCES } from '@case-timeline/prosecution'
import { loadLaw } from '@case-timeline/service-kit'
import { EXIT, run } from '../index.ts'
import type { Gap } from './gap.ts'
import { gapsOf } from './gaps.ts'

const DAY = '2026-11-29'

const ORDERS = (...authorities: readonly string[]) => authorities.map((authority) => `detentionOrdered ${authority}`)
const EXTENSIONS = (...authorities: readonly string[]) => authorities.map((authority) => `detentionExtended ${authority}`)
const PROSECUTION_AND_COURTS = ['PROSECUTION', 'DISTRICT_COURT', 'HIGH_COURT', 'SUPREME_COURT']
const COURTS = ['DISTRICT_COURT', 'HIGH_COURT', 'SUPREME_COURT']
const HIGHER_COURTS = ['HIGH_COURT', 'SUPREME_COURT']

/** What has no limit in each country on that day, and which of its offences have no acts. */
const WITHOUT: Readonly<Record<(typeof ASEAN_STATES)[number], readonly string[]>> = {
  BN: [...ORDERS(...PROSECUTION_AND_COURTS), ...EXTENSIONS('POLICE', ...PROSECUTION_AND_COURTS), 'reflectionPeriod'],
  ID: [...ORDERS(...HIGHER_COURTS, 'IMMIGRATION'), ...EXTENSIONS('POLICE', ...HIGHER_COURTS), 'arrest IMMIGRATION', 'reflectionPeriod'],
  KH: [...ORDERS(...PROSECUTION_AND_COURTS), ...EXTENSIONS('POLICE', ...COURTS), 'reflectionPeriod'],
  LA: [...ORDERS(...COURTS), ...EXTENSIONS('POLICE', ...COURTS), 'reflectionPeriod'],
  MM: [...ORDERS(...PROSECUTION_AND_COURTS), ...EXTENSIONS('POLICE', ...PROSECUTION_AND_COURTS), 'reflectionPeriod', 'MM.PSTIPL2022'],
  MY: [...ORDERS(...PROSECUTION_AND_COURTS, 'IMMIGRATION', 'CLOSED_SHELTER'), ...EXTENSIONS('POLICE', ...PROSECUTION_AND_COURTS)],
  PH: [...ORDERS(...PROSECUTION_AND_COURTS), ...EXTENSIONS('POLICE', ...PROSECUTION_AND_COURTS), 'reflectionPeriod'],
  SG: [
    ...ORDERS('PROSECUTION', ...HIGHER_COURTS, 'IMMIGRATION'),
    'arrest IMMIGRATION',
    ...EXTENSIONS('POLICE', 'PROSECUTION', ...HIGHER_COURTS),
    'reflectionPeriod',
  ],
  TH: [
    ...ORDERS(...PROSECUTION_AND_COURTS, 'IMMIGRATION'),
    'arrest IMMIGRATION',
    ...EXTENSIONS('POLICE', ...PROSECUTION_AND_COURTS),
    'reflectionPeriod',
  ],
  TL: [...ORDERS('PROSECUTION', ...HIGHER_COURTS), ...EXTENSIONS('POLICE', ...PROSECUTION_AND_COURTS), 'reflectionPeriod'],
  VN: [...ORDERS(...PROSECUTION_AND_COURTS), ...EXTENSIONS('POLICE', ...COURTS), 'reflectionPeriod'],
}

/** The offences of the law of each country that its policy does not have. */
const MISSING: Readonly<Partial<Record<(typeof ASEAN_STATES)[number], readonly string[]>>> = {
  ID: ['7', '8'].map((article) => `ID.UU21-2007.${article}`),
  KH: ['9', '11', '13', '14', '16', '18'].map((article) => `KH.LSHTSE2008.${article}`),
  MY: ['15', '15A', '18', '19', '20', '21', '22', '23', '24'].map((section) => `MY.ACT670.${section}`),
  TL: ['164', '165', '166'].map((article) => `TL.CP.${article}`),
}

/** The agencies of which each policy says whether they may identify a victim; of all others nobody knows. */
const KNOWN_MANDATES: Readonly<Record<(typeof ASEAN_STATES)[number], readonly SupportMandate[]>> = {
  BN: ['labourInspectorate', 'immigration'],
  ID: ['childProtection', 'embassy'],
  KH: ['ngo', 'socialWelfare'],
  LA: ['ngo', 'socialWelfare', 'labourInspectorate', 'immigration'],
  MM: [],
  MY: ['ngo', 'socialWelfare', 'labourInspectorate', 'immigration'],
  PH: ['hotline', 'socialWelfare', 'immigration', 'embassy'],
  SG: ['ngo', 'labourInspectorate', 'immigration', 'embassy'],
  TH: ['ngo', 'socialWelfare'],
  TL: ['socialWelfare', 'immigration'],
  VN: ['ngo', 'embassy'],
}
const unknownMandates = (state: (typeof ASEAN_STATES)[number]) =>
  SupportMandate.options.filter((mandate) => mandate !== 'other' && !KNOWN_MANDATES[state].includes(mandate))
const countries = readFileSync(new URL('../../../../docs/countries.md', import.meta.url), 'utf8')

const gapsIn = async (state: string) => gapsOf((await loadLaw(state)).policy, state, DAY, TRAFFICKING_OFFENCES.codes)
const named = (gap: Gap): readonly string[] => {
  if (gap.gap === 'noActs') return [gap.offenceCode]
  if (gap.gap !== 'noClock' && gap.gap !== 'clockEnded' && gap.gap !== 'clockNotBegun') return []
  return [gap.authority === undefined ? gap.activity : `${gap.activity} ${gap.authority}`]
}

/** How each value of a file was read: the words after `verified`, wherever they are. */
const readIn = (state: string): readonly string[] => {
  const text = readFileSync(new URL(`../../../../deploy/policy/${state}.json`, import.meta.url), 'utf8')
  return [...text.matchAll(/"verified": "(\w+)"/g)].map(([, read = '']) => read).filter((read) => read !== 'primary')
}

describe.each(ASEAN_STATES)('what the policy of %s leaves open', (state) => {
  it('is each limit and each act that it does not have', async () =>
    expect((await gapsIn(state)).flatMap(named).toSorted()).toEqual([...WITHOUT[state]].toSorted()))

  it('is each offence of its law that it does not have', async () =>
    expect((await gapsIn(state)).flatMap((gap) => (gap.gap === 'offenceMissing' ? [gap.offenceCode] : []))).toEqual(MISSING[state] ?? []))

  it('is each value of the file whose law nobody has read', async () => {
    const unread = (await gapsIn(state)).flatMap((gap) => (gap.gap === 'sourceNotVerified' ? [gap.read] : []))
    expect(unread.toSorted()).toEqual([...readIn(state)].toSorted())
  })

  it('is each agency of which nobody knows whether it may identify a victim, also in docs/countries.md', async () => {
    const found = (await gapsIn(state)).flatMap((gap) =>
      gap.gap === 'mandateUnknown' ? [gap.mandate] : gap.gap === 'noIdentificationMandates' ? unknownMandates(state) : [],
    )
    expect(found).toEqual(unknownMandates(state))
    const listed = KNOWN_MANDATES[state].length === 0 ? 'all' : unknownMandates(state).join(', ')
    const section = countries.slice(countries.indexOf(`\n## ${state}\n`)).split('\n## ')[1]
    expect(section).toContain(`Agencies of which nobody knows whether they may identify a victim: ${listed}.`)
  })

  it('is each treaty of which its being bound is not verified', async () => {
    const unverified = (await gapsIn(state)).flatMap((gap) => ('treaty' in gap ? [gap.treaty] : []))
    const verified = membershipsOf(state).filter(({ read }) => read)
    expect(unverified.length + verified.length).toBe(membershipsOf(state).length)
  })

  it('is a review by a lawyer, and nothing of what describes a country', async () => {
    const kinds = new Set((await gapsIn(state)).map(({ gap }) => gap))
    expect(kinds).toContain('notReviewed')
    expect(['noPolicy', 'noOffenceOfCountry', 'noBody', 'noChildAge'].filter((kind) => kinds.has(kind as Gap['gap']))).toEqual([])
  })

  it('is printed by casectl', async () => {
    const chunks: string[] = []
    const stream = { write: (chunk: string) => chunks.push(chunk) > 0 } as unknown as NodeJS.WritableStream
    expect(await run(['policy', 'gaps', state, '--on', DAY], {}, { out: stream, err: stream })).toBe(EXIT.done)
    const printed = chunks.join('')
    expect(printed).toMatch(new RegExp(`^${state}, by ${state}\\.json, on ${DAY}: \\d+ gaps\n`))
    for (const missing of WITHOUT[state]) expect(printed).toContain(`  ${missing}`)
  })
})
