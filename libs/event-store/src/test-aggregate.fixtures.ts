import { randomUUID } from 'node:crypto'
import { commandType, eventType, type FactOf } from '@case-timeline/contracts'
import type { Command, Decided, Decider, Rule } from '@case-timeline/decider'
import { z } from 'zod'
import type { Aggregate } from './aggregate.ts'
import type { EventStore } from './event-store.ts'
import type { Desk, Request } from './request.ts'
import { commandIdForKey } from './ids.ts'

const amount = z.strictObject({ amount: z.int().min(0).max(1_000) })
const example = { amount: 1 }

export const Deposited = eventType({
  type: 'investigation.Deposited',
  version: 1,
  kind: 'report',
  meaning: 'Something was deposited.',
  visibility: ['prosecution'],
  classification: 'RESTRICTED',
  data: amount,
  example,
})
export const Released = eventType({
  type: 'investigation.Released',
  version: 1,
  kind: 'decision',
  meaning: 'Something was released.',
  visibility: [],
  data: amount,
  example,
})

type Happening = FactOf<typeof Deposited> | FactOf<typeof Released>
type Amount = { readonly amount: number }
type Asked = Command<string, Amount, { readonly consent?: boolean }>

export const noMoreIsReleasedThanIsHeld: Rule<number, Asked> = {
  id: 'investigation.no-more-is-released-than-is-held',
  sentence: 'no more is released than is held',
  source: 'test',
  level: 'block',
  holds: (held, { data }) => data.amount <= held,
}

export const aDepositIsNotEmpty: Rule<number, Asked> = {
  id: 'investigation.a-deposit-is-not-empty',
  sentence: 'a deposit is not empty',
  source: 'test',
  level: 'warn',
  holds: (_, { data }) => data.amount > 0,
}

export const consentIsGiven: Rule<number, Asked> = {
  id: 'investigation.consent-is-given',
  sentence: 'consent is given',
  source: 'test',
  level: 'block',
  holds: (_, { known }) => known.consent !== false,
}

const decide = (command: Asked): Decided<Happening> => {
  switch (command.name) {
    case 'Deposit':
      return { under: [aDepositIsNotEmpty], events: [{ type: Deposited.type, data: command.data }] }
    case 'Release':
      return { under: [noMoreIsReleasedThanIsHeld, consentIsGiven], events: [{ type: Released.type, data: command.data }] }
    default:
      return { under: [], events: [] }
  }
}

const decider: Decider<number, Asked, Happening> = {
  initial: 0,
  evolve: (held, event) => (event.type === Deposited.type ? held + event.data.amount : held - event.data.amount),
  decide,
}

const takes = (name: string) => commandType({ name, service: 'investigation', meaning: name, data: amount, example })

/** An account of things held: deposits are reports, releases are decisions. */
export const custodyOfThings = (known?: Aggregate['known']): Aggregate => ({
  service: 'investigation',
  name: 'case',
  events: [Deposited, Released],
  commands: ['Deposit', 'Release', 'Nothing'].map(takes),
  decider: decider as unknown as Aggregate['decider'],
  streamId: (caseId) => caseId,
  ...(known ? { known } : {}),
})

export const deskOn = (store: EventStore): Desk => ({
  store,
  deployment: 'test',
  digestKey: Buffer.alloc(32, 3),
  now: () => '2026-11-25T10:00:00.000Z',
})

/** A request under a key, or under none. */
export const asking = (caseId: string, name: string, data: unknown, more: Partial<Request> & { key?: string } = {}): Request => {
  const { key, ...rest } = more
  return {
    caseId,
    name,
    body: { data },
    actor: { userId: 'k.santoso', agencyId: 'zz-police', role: 'investigator' },
    commandId: key === undefined ? randomUUID() : commandIdForKey('zz-police', 'k.santoso', key),
    keyed: key !== undefined,
    correlationId: 'test',
    jurisdiction: 'ZZ',
    ...rest,
  }
}
