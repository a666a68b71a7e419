import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { JurisdictionPolicy } from '@case-timeline/contracts'
import { ASEAN_STATES } from '@case-timeline/decider'
import { TRAFFICKING_OFFENCES } from '@case-timeline/prosecution'
import { loadLaw } from '@case-timeline/service-kit'
import type { Gap } from './gap.ts'
import { gapsOf } from './gaps.ts'
import { DAY, KNOWN, whole } from './whole-policy.fixtures.ts'

/** The members of a policy that are no law of a country: what the file is, and the levels of rules. */
const NO_LAW = ['$schema', 'rules']
const lawful = Object.keys(JurisdictionPolicy.shape).filter((member) => !NO_LAW.includes(member))
const optional = lawful.filter(
  (member) => JurisdictionPolicy.shape[member as keyof typeof JurisdictionPolicy.shape].safeParse(undefined).success,
)

describe('every member that the schema of a policy has for the law of a country', () => {
  it('is there in a policy that leaves nothing open, or would be a gap if it were not', () => {
    const absent = lawful.filter((member) => !(member in whole))
    expect(absent).toEqual(['relatedOffences'])
    expect(gapsOf(whole, 'ZZ', DAY, KNOWN)).toEqual([])
  })
  it.each(optional.filter((member) => member in whole))('is a gap where it is left out: %s', (member) => {
    const { [member as keyof JurisdictionPolicy]: _, ...without } = whole
    expect(gapsOf(without as JurisdictionPolicy, 'ZZ', DAY, KNOWN)).not.toEqual([])
  })
})

interface Sourced {
  readonly source: string
  readonly verified?: string | undefined
  readonly validFrom?: string | undefined
  readonly path: string
}

/** Every object of a file that names a source, wherever it is, with the member of the policy in which it is. */
const sourcedIn = (value: unknown, path: string): readonly Sourced[] => {
  if (typeof value !== 'object' || value === null) return []
  const { source, citation, verified, validFrom } = value as Record<string, string | undefined>
  const own = source ?? citation
  return [
    ...(own === undefined ? [] : [{ source: own, verified, validFrom, path }]),
    ...Object.entries(value).flatMap(([member, one]) => sourcedIn(one, path || Array.isArray(value) ? path : member)),
  ]
}

const HAS_NO_TIME = ['authorities']
const needsTime = ({ source, path }: Sourced): boolean => !HAS_NO_TIME.includes(path) && !source.startsWith('practice')

const countOf = (gaps: readonly Gap[], kind: Gap['gap']): number => gaps.filter(({ gap }) => gap === kind).length

describe.each(ASEAN_STATES)('each value of the policy of %s', (state) => {
  const file = JSON.parse(readFileSync(new URL(`../../../../deploy/policy/${state}.json`, import.meta.url), 'utf8')) as object
  const values = sourcedIn(file, '')
  const found = async () => gapsOf((await loadLaw(state)).policy, state, '2026-11-29', TRAFFICKING_OFFENCES.codes)

  it('says how its source was read, and is a gap unless that was the law itself', async () => {
    const gaps = await found()
    expect(values.filter(({ verified }) => verified === undefined)).toEqual([])
    const unread = gaps.flatMap((gap) => (gap.gap === 'sourceNotVerified' ? gap.source : []))
    expect(unread.toSorted()).toEqual(values.flatMap(({ verified, source }) => (verified === 'primary' ? [] : source)).toSorted())
  })
  it('names a provision, or is a gap', async () => {
    const without = values.filter(({ source }) => source.startsWith('general knowledge'))
    expect(countOf(await found(), 'noCitation')).toBe(without.length)
  })
  it('has the day since which it is law, or is a gap; no day is written in place of one that nobody knows', async () => {
    const undated = values.filter((value) => needsTime(value) && value.validFrom === undefined)
    const isNotParty = 'apostille' in file && 'isParty' in (file.apostille as object)
    const starts = (await found()).flatMap((gap) => (gap.gap === 'startNotKnown' && !gap.value.startsWith('listed') ? gap.value : []))
    expect(starts).toHaveLength(undated.length - (isNotParty ? 1 : 0))
    expect(values.filter(({ validFrom }) => validFrom === '2000-01-01')).toEqual([])
  })
})
