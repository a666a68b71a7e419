import {
  commandType,
  DeadlineMissed,
  Reference,
  type AgencyId,
  type FactOf,
  type JurisdictionPolicy,
  type ServiceName,
} from '@case-timeline/contracts'
import { asOnePerson, type Command, type Decider, MERGES } from '@case-timeline/decider'
import {
  commandIdForReaction,
  handle,
  standing,
  streamName,
  type Aggregate,
  type Answer,
  type Desk,
  type Reading,
  type StoredEvent,
} from '@case-timeline/event-store'
import { z } from 'zod'
import type { Deadline, Sector } from './deadline.ts'
import { CLOCKS, signalsOf, watchedBy } from './clocks.ts'
import { deadlinesOf } from './reckoning.ts'

/** Who watches the clocks of a sector. */
export interface Watching {
  readonly sector: Sector
  readonly desk: Desk
  /** All of the service: a miss stands in the stream of what it concerns. */
  readonly aggregates: readonly Aggregate[]
  readonly jurisdiction: string
  readonly receivingAgency: AgencyId | undefined
}

/** Whose deadlines are asked for, and under which policy. */
export interface Owed {
  readonly sector: Sector
  readonly policy: JurisdictionPolicy | undefined
  readonly receivingAgency: AgencyId | undefined
}

/** The deadlines of a case that a sector owes, from what it may see of the case. @param history of the case, in recording order */
export const deadlinesIn = (history: readonly StoredEvent[], { sector, policy, receivingAgency }: Owed): readonly Deadline[] =>
  deadlinesOf(
    asOnePerson(standing(history, ...watchedBy(sector), ...MERGES)).flatMap((fact) => signalsOf(sector, fact)),
    { clocks: CLOCKS[sector], policy, sector, receivingAgency },
  )

const commandOf = (service: ServiceName) =>
  commandType({
    name: 'RecordMissedDeadline',
    service,
    meaning: 'States that what was owed by a day was not done by then.',
    data: z.strictObject({ clockId: Reference }),
    example: { clockId: DeadlineMissed.example.clockId },
  })

type RecordMissed = Command<'RecordMissedDeadline', { readonly clockId: string }, { readonly deadline: Deadline | undefined }>

/** Decided on what stands in the store: what was done or corrected meanwhile is not missed. */
const decider: Decider<undefined, RecordMissed, FactOf<typeof DeadlineMissed>> = {
  initial: undefined,
  evolve: (state) => state,
  decide: ({ known: { deadline }, now }) => {
    if (!deadline?.missed || deadline.dueBy > now) return { under: [], events: [] }
    const { clockId, ruleId, eventId, dueBy, owedBy } = deadline
    return { under: [], events: [{ type: DeadlineMissed.type, data: { clockId, ruleId, eventId, dueAt: dueBy, owedBy } }] }
  },
}

/** Where a miss stands: with the event that started the clock, or in the sector's own stream where another sector's event did. */
const streamOf = (caseId: string, { ruleId, eventId, key }: Deadline, history: readonly StoredEvent[], sector: Sector): string => {
  const stream = history.find(({ id }) => id === eventId)?.stream ?? ''
  if (stream.startsWith(`${sector}.`)) return stream
  return `${sector}.${CLOCKS[sector].find(({ rule }) => rule.id === ruleId)?.stream(caseId, key) ?? ''}`
}

const watchOver = (aggregate: Aggregate, streamId: string, watching: Watching): Aggregate => ({
  ...aggregate,
  commands: [commandOf(watching.sector)],
  decider: decider as unknown as Aggregate['decider'],
  streamId: () => streamId,
  known: (history, { data }): Reading => {
    const { clockId } = data as RecordMissed['data']
    const policy = watching.desk.lawOf?.(watching.jurisdiction)?.policy
    const deadline = deadlinesIn(history, { ...watching, policy }).find((one) => one.clockId === clockId)
    return { known: { deadline }, read: history.filter(({ id }) => id === deadline?.eventId) }
  },
})

/**
 * Records that a deadline was missed, once, however often it is asked and by however many replicas.
 * @returns nothing where the sector keeps no stream for it
 * @throws as `handle` does
 */
export const recordMiss = async (watching: Watching, caseId: string, deadline: Deadline): Promise<Answer | undefined> => {
  const { desk, aggregates, sector, jurisdiction } = watching
  const stream = streamOf(caseId, deadline, await desk.store.readCase(caseId), sector)
  const aggregate = aggregates.find(({ service, name }) => stream.startsWith(streamName(service, name, '')))
  if (!aggregate) return undefined
  const streamId = stream.slice(streamName(aggregate.service, aggregate.name, '').length)
  return handle(desk, watchOver(aggregate, streamId, watching), {
    caseId,
    name: 'RecordMissedDeadline',
    // Nothing that a correction can move: the same miss is the same command.
    body: { data: { clockId: deadline.clockId } },
    actor: { userId: `system.${sector}.deadlines`, agencyId: deadline.owedBy, role: 'system' },
    commandId: commandIdForReaction(`${sector}.deadlines`, deadline.eventId, deadline.clockId),
    keyed: true,
    correlationId: deadline.eventId,
    causationId: deadline.eventId,
    jurisdiction,
  })
}
