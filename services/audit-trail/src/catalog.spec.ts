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
}

const catalog = JSON.parse(readFileSync(new URL('../catalog/catalog.json', import.meta.url), 'utf8')) as Readonly<
  Record<'services' | 'events' | 'commands' | 'rules', readonly Entry[]>
>
const idsOf = (part: keyof typeof catalog): readonly string[] => catalog[part].map(({ id }) => id)

describe('the catalogue', () => {
  it('has every event and every command', () => {
    expect(idsOf('events')).toEqual([...EVENT_TYPES.keys()])
    expect(idsOf('commands')).toEqual([...COMMAND_TYPES.values()].map(({ service, name }) => `${service}.${name}`))
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
