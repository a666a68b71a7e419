import { approvalRules, correctionRules, sharedRules } from '@case-timeline/commands'
import {
  ASEAN_STATES,
  citedSource,
  LEGAL_SOURCES,
  namesInstrument,
  RETIRED_RULES,
  rulesIn,
  sourceStatus,
  generalRules,
} from '@case-timeline/decider'
import { describe, expect, it } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { DESCRIPTIONS } from './descriptions.ts'

const rules = [...rulesIn(generalRules, correctionRules, approvalRules), ...DESCRIPTIONS.flatMap((service) => service.rules)]
const named = [...new Map(rules.map((rule) => [rule.id, rule] as const))]

describe('a rule that went', () => {
  const ids = new Set([...sharedRules, ...rules].map(({ id }) => id))
  it('is not a rule of today, and what took its place is one', () => {
    const retired = [...RETIRED_RULES.values()]
    expect(retired.filter(({ id, replacedBy = id }) => ids.has(id) || (replacedBy !== id && !ids.has(replacedBy)))).toEqual([])
  })
})

describe('decision 79', () => {
  const page = readFileSync(new URL('../../../docs/decisions/0079-what-courts-and-persons-decide-is-a-report.md', import.meta.url), 'utf8')
  const [, section = ''] = page.split('## Rules that still refuse a decision')
  const cells = [...section.matchAll(/^\| (`.*?) \|/gm)].map(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  )
  /** A second rule of a cell is of the same service, and one that begins with a hyphen of the same thing. */
  const patterns = cells.flatMap(([first = '', ...others]) => {
    const [service = '', rule = ''] = first.split('.')
    const full = (name: string): string =>
      name.includes('.') ? name : name.startsWith('-') ? `${service}.${rule.split('-')[0]}${name}` : `${service}.${name}`
    return [first, ...others.map(full)]
  })
  const expressions = patterns.map((pattern) => new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`))

  it('says of each rule that refuses a decision why it does', () => {
    const refusing = rules.filter(({ level, integrity }) => level === 'block' && !integrity).map(({ id }) => id)
    expect([...new Set(refusing)].filter((id) => !expressions.some((expression) => expression.test(id)))).toEqual([])
  })

  it('names no rule that went', () => expect(expressions.filter((expression) => !rules.some(({ id }) => expression.test(id)))).toEqual([]))
})

describe('the source of a rule', () => {
  it.each(named)('begins with a source of the table: %s', (_, { source }) =>
    expect(citedSource(source.split('; ')[0] ?? '').citations).toHaveLength(1),
  )

  it.each(named)('names an instrument only at the beginning of a clause, where it is looked up: %s', (_, { source }) =>
    expect(citedSource(source).remarks.filter(namesInstrument)).toEqual([]),
  )

  it.each(named)('names the provision of a treaty: %s', (_, { source }) => {
    const treaties = citedSource(source).citations.filter((citation) => citation.source.kind === 'treaty')
    expect(treaties.filter(({ provisions }) => provisions.length === 0)).toEqual([])
  })

  it('is a rule of the record alone only where the rule protects the record', () => {
    const ofRecord = named.filter(([, { source }]) => sourceStatus(citedSource(source)) === 'integrity')
    const others = ofRecord.filter(([, { source }]) => !/^(integrity|quality) of the record/.test(source))
    expect(others).toEqual([])
  })
})

describe('the rules about cooperation between countries', () => {
  const citationsOf = (id: string) =>
    citedSource(rules.find((rule) => rule.id === id)?.source ?? '').citations.flatMap(({ name, provisions }) =>
      provisions.map(({ provision }) => `${name} ${provision}`),
    )
  it.each([
    ['cooperation of the police', 'investigation.mechanism-is-on-record', 'ACTIP 20'],
    ['a mechanism of cooperation', 'investigation.mechanism-has-two-parties', 'ACTIP 20'],
    ['a joint investigation', 'investigation.one-party-leads', 'ACTIP 20'],
    ['a request for legal assistance', 'prosecution.mla-request-goes-through-central-authority', 'ACTIP 18'],
    ['a request that arrives', 'prosecution.central-authority-receives-requests', 'ACTIP 18'],
  ])('cite for %s the article that is about it', (_, id, article) => expect(citationsOf(id)).toContain(article))

  it('cite for intelligence the articles of the treaty on scope and central authorities, not that on confidentiality', () =>
    expect(citationsOf('investigation.police-material-is-intelligence')).toEqual(['ASEAN MLAT 1', 'ASEAN MLAT 4']))
})

describe('the table of sources', () => {
  const sources = Object.entries(LEGAL_SOURCES)
  const statesOf = (states = ''): string[] => states.split(' ').filter((state) => state !== '')
  const STATES: readonly string[] = ASEAN_STATES
  /** No rule cites it: only the states that it binds are shown. */
  const MEMBERSHIP_ONLY = ['CEDAW']

  it.each(sources)('says of each state at most once whether it is bound: %s', (_, { bound, notBound }) => {
    const states = [...(bound?.read ?? []).flatMap((one) => statesOf(one.states)), ...statesOf(bound?.general), ...statesOf(notBound)]
    expect(states.filter((state) => !STATES.includes(state))).toEqual([])
    expect(new Set(states).size).toBe(states.length)
  })

  it('dates a membership only of a state that the same entry names', () => {
    const entries = sources.flatMap(([, { bound }]) => bound?.read ?? [])
    const strangers = entries.flatMap(({ states, since = {} }) => Object.keys(since).filter((state) => !statesOf(states).includes(state)))
    expect(strangers).toEqual([])
  })

  it('has nothing that no rule cites, apart from the membership of a treaty', () => {
    const cited = new Set(rules.flatMap(({ source }) => citedSource(source).citations.map(({ name }) => name)))
    expect(sources.map(([name]) => name).filter((name) => !cited.has(name))).toEqual(MEMBERSHIP_ONLY)
  })
})
