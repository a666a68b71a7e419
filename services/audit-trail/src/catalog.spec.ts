import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { COMMAND_TYPES, EVENT_TYPES } from '@case-timeline/contracts'

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
  readonly versions?: readonly { readonly version: number; readonly changes: readonly string[] }[]
}

const catalog = JSON.parse(readFileSync(new URL('../catalog/catalog.json', import.meta.url), 'utf8')) as Readonly<
  Record<'services' | 'events' | 'commands' | 'queries' | 'rules', readonly Entry[]>
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
