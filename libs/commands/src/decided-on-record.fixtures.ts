import { WarningRaised, type FactOf, type UnknownThen } from '@case-timeline/contracts'
import { rememberingSpans } from '@case-timeline/decider'
import { historyOf, type StoredEvent } from '@case-timeline/event-store'
import type { Aggregate } from './aggregate.ts'
import { streamOf } from './command-identity.ts'
import { decide } from './decision.ts'
import type { LoadedPolicy } from './loaded-policy.ts'
import { personsMemory } from './persons.ts'
import { fold } from './state.ts'
import { submittedCommand } from './test-aggregate.fixtures.ts'

/** A command, and when its act was done. */
export interface SentOnRecord {
  readonly name: string
  readonly data: unknown
  readonly occurredAt?: string | undefined
  readonly policy?: LoadedPolicy | undefined
}

/** By rule: what was unknown when the act was done; null: nothing. */
export type Marks = Readonly<Record<string, UnknownThen | null>>

/** Decides a command on the record of a case, as a service does: the rules that it breaks, and what was unknown then. */
export const marksOn = async (aggregate: Aggregate, events: readonly StoredEvent[], sent: SentOnRecord): Promise<Marks> => {
  const { name, data, occurredAt, policy } = sent
  const caseId = events[0]?.caseId ?? ''
  const command = submittedCommand(caseId, name, data, { body: { data, ...(occurredAt === undefined ? {} : { occurredAt }) } })
  const stream = streamOf(aggregate, command)
  const own = events.filter((event) => event.stream === stream)
  const memory = {
    readCase: () => Promise.resolve({ events, history: historyOf(events), generation: 0 }),
    linkedCases: () => Promise.resolve({ cases: [], hasMore: false, caseIdsToGuard: [], asOf: '0' }),
    persons: personsMemory(),
    spanOf: rememberingSpans(),
  }
  const now = '2026-11-25T10:00:00.000Z'
  const context = {
    store: { readStream: (read: string) => Promise.resolve(events.filter((event) => event.stream === read)) },
    memory,
    policyOf: () => policy,
    deployment: 'test',
    now: () => now,
  }
  const digest = Buffer.alloc(32)
  const outcome = await decide({ context, aggregate, command, stream, digest, now, generation: 0 }, fold(aggregate, own))
  switch (outcome.outcome) {
    case 'awaits-approval':
      return {}
    case 'refused':
      return { [outcome.rule.id]: outcome.unknownThen ?? null }
    case 'ready': {
      const warnings = outcome.events.filter(({ type }) => type === WarningRaised.type)
      const raised = warnings.map(({ dataText }) => JSON.parse(dataText) as FactOf<typeof WarningRaised>['data'])
      return Object.fromEntries(raised.map(({ ruleId, unknownThen }) => [ruleId, unknownThen ?? null]))
    }
  }
}
