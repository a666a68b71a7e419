import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { COMMAND_TYPES, EVENT_TYPES } from '@case-timeline/contracts'
import { entriesOf, foundIn, judgedWithoutCommand, partsOf } from '../catalog/entries.mjs'

interface Entry {
  readonly id: string
  readonly recordedBy?: readonly string[]
  readonly reactions?: readonly { readonly service: string; readonly commands: readonly string[] }[]
  readonly events?: readonly string[]
  readonly rules?: readonly string[]
  readonly commands?: readonly string[]
  readonly owners?: readonly string[]
  readonly records?: readonly string[]
  readonly service?: string
  readonly route?: string
  readonly roles?: readonly string[]
  readonly meaning?: string
  readonly cites?: readonly string[]
  readonly kind?: string
  readonly levelReason?: string
  readonly citation?: string
  readonly reason?: string
  readonly versions?: readonly { readonly version: number; readonly changes: readonly string[] }[]
}

const catalog = JSON.parse(readFileSync(new URL('../catalog/catalog.json', import.meta.url), 'utf8')) as Readonly<
  Record<'services' | 'events' | 'commands' | 'queries' | 'rules' | 'sources' | 'kindsOfRule', readonly Entry[]>
>
const idsOf = (part: keyof typeof catalog): readonly string[] => catalog[part].map(({ id }) => id)

describe('the catalogue', () => {
  it('has every event and every command', () => {
    expect(idsOf('events')).toEqual([...EVENT_TYPES.keys()])
    expect(idsOf('commands')).toEqual([...COMMAND_TYPES.values()].map(({ service, name }) => `${service}.${name}`))
  })

  it('names for each event the services that record it, who answers for them and for the contract, and its versions', () => {
    const withOwners = new Set(catalog.services.filter(({ owners = [] }) => owners.length > 0).map(({ id }) => id))
    const incomplete = catalog.events.filter(
      ({ id, owners = [], records = [], versions: [newest] = [] }) =>
        owners.length === 0 ||
        records.length === 0 ||
        !records.every((service) => withOwners.has(service)) ||
        newest?.version !== EVENT_TYPES.get(id)?.version,
    )
    expect(incomplete.map(({ id }) => id)).toEqual([])
  })

  it('says of each query what it answers and which roles of its service may read it; what is public has none', () => {
    const incomplete = catalog.queries.filter(({ meaning, route, roles }) => !meaning || !route?.startsWith('GET /') || roles?.length === 0)
    expect(incomplete.map(({ id }) => id)).toEqual([])
    expect(catalog.queries.filter(({ roles }) => roles === undefined).map(({ id }) => id)).toEqual([
      'auditTrail.GetAsyncapiJson',
      'auditTrail.GetSchema',
    ])
    expect(catalog.queries.find(({ id }) => id === 'investigation.GetCustody')).toMatchObject({
      route: 'GET /custody',
      roles: ['lead-investigator', 'investigator', 'records-supervisor'],
    })
  })

  it('says of each rule the full citation of its sources, what of them was read, whom they bind, and why it has its level', () => {
    const cited = new Set(catalog.sources.filter(({ citation }) => citation).map(({ id }) => id))
    const reasons = new Map(catalog.kindsOfRule.map(({ id, reason }) => [id, reason]))
    const incomplete = catalog.rules.filter(
      ({ cites = [], kind = '', levelReason }) =>
        cites.length === 0 || !cites.every((name) => cited.has(name)) || !(levelReason ?? reasons.get(kind)),
    )
    expect(incomplete.map(({ id }) => id)).toEqual([])
    expect(catalog.sources.find(({ id }) => id === 'ICCPR')).toMatchObject({
      citation: expect.stringContaining('New York, 16 December 1966'),
      read: expect.arrayContaining([{ what: expect.stringMatching(/^14\(1\).*\[V\]$/), at: expect.stringMatching(/^http/) }]),
      binds: expect.stringContaining('PH'),
    })
  })

  it('refers only to what it has', () => {
    const known = new Set([...idsOf('events'), ...idsOf('commands'), ...idsOf('rules')])
    const named = [...catalog.events, ...catalog.commands, ...catalog.rules].flatMap((entry) => [
      ...(entry.recordedBy ?? []),
      ...(entry.events ?? []),
      ...(entry.rules ?? []),
      ...(entry.commands ?? []),
      ...(entry.reactions ?? []).flatMap(({ service, commands }) => commands.map((name) => `${service}.${name}`)),
    ])
    expect(named.length).toBeGreaterThan(1_000)
    expect(named.filter((id) => !known.has(id))).toEqual([])
  })
})

describe('the search of the catalogue', () => {
  const entries = entriesOf(catalog)
  const namesFor = (text: string, only: { readonly kind?: string; readonly service?: string } = {}) =>
    foundIn(entries, { text, ...only }).map(({ id }) => id)

  it('has everything, also what is at the end of a list', () => {
    expect(namesFor('')).toHaveLength(['events', 'commands', 'queries', 'rules'].flatMap((part) => catalog[part as 'events']).length)
    expect(namesFor('', { kind: 'rule' })).toEqual(idsOf('rules'))
  })

  it.each([
    ['a name in two words', 'suspect ARRESTED', 'investigation.SuspectArrested'],
    ['a route', '/cases/{caseId}/arrest-suspect', 'investigation.ArrestSuspect'],
    ['a field', 'suspectedPurposes', 'investigation.CaseOpened'],
    ['a code', 'ForcedLabour', 'investigation.CaseOpened'],
    ['a role', 'lead-investigator', 'investigation.OpenCase'],
    ['a view', 'evidence-register', 'investigation.CaseReferredToProsecution'],
    ['a source of law', 'ACTIP 14', 'investigation.victim-is-not-arrested-before-non-punishment-is-assessed'],
  ])('finds by %s', (_, text, id) => expect(namesFor(text)).toContain(id))

  it('has first what is named so, then what is described so, then what is connected with it', () =>
    expect(namesFor('bail').filter((id) => /DecideBail|GetOrders|record-belongs/.test(id))).toEqual([
      'adjudication.DecideBail',
      'adjudication.GetOrders',
      'case.record-belongs-to-case',
    ]))

  it('keeps to a kind and a service', () =>
    expect(namesFor('arrest', { kind: 'command', service: 'investigation' })).toContain('investigation.ArrestSuspect'))

  it('finds nothing for what is nowhere', () => expect(namesFor('no-such-word')).toEqual([]))
})

describe('a rule that no command names', () => {
  const judged = new Map(
    catalog.rules.filter(({ commands = [] }) => commands.length === 0).map((rule) => [rule.id, judgedWithoutCommand(rule)]),
  )

  it('judges that time passed, or is one of every service', () => {
    expect(judged.get('investigation.detention-ends-within-limit')).toMatch(/time passed/)
    expect(judged.get('case.fact-is-not-in-future')).toMatch(/^every command/)
    const ofOneService = [...judged].filter(([id, text]) => !id.startsWith('case.') && !text.includes('time passed'))
    expect(ofOneService).toEqual([])
  })
})

it('a name is cut between its words', () => {
  expect(partsOf('investigation.CaseReferredToProsecution').join('|')).toBe('investigation.|Case|Referred|To|Prosecution')
  expect(partsOf('case.fact-is-not-in-future').join('|')).toBe('case.|fact-|is-|not-|in-|future')
})
