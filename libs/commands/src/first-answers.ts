import { CommandRefused, type FactOf, WarningRaised } from '@case-timeline/contracts'
import type { ReadCase, StoredEvent } from '@case-timeline/event-store'
import type { Aggregate } from './aggregate.ts'
import { digestOf, streamOf } from './command-identity.ts'
import { digestIn } from './recorded-commands.ts'
import { type RefusalData, refusedAnswerOf } from './refusals.ts'
import type { Answer, CommandContext, SubmittedCommand } from './submitted-command.ts'

const warningsIn = (events: readonly StoredEvent[]): readonly string[] =>
  events.filter(({ type }) => type === WarningRaised.type).map(({ data }) => (data as FactOf<typeof WarningRaised>['data']).ruleId)

const answerOf = (events: readonly [StoredEvent, ...StoredEvent[]]): Answer => {
  const [first] = events
  const last = events.at(-1) ?? first
  return {
    outcome: 'duplicate',
    stream: first.stream,
    ids: events.map(({ id }) => id),
    types: events.map(({ type }) => type),
    firstRevision: first.revision,
    lastRevision: last.revision,
    firstPosition: first.position,
    lastPosition: last.position,
    recordedAt: first.recordedAt,
    warnings: warningsIn(events),
  }
}

/**
 * The first answers to commands of a case, by what was read of it: the store is asked nothing. Undefined for a command
 * that is not found, or that waits for approval, and in a store without guards, where a command may have been
 * overtaken: its own handling finds the answer.
 * @param commandIds the commands that are looked up
 */
export const firstAnswersIn = (
  context: Pick<CommandContext, 'store' | 'digestKey' | 'rules'>,
  aggregate: Aggregate,
  { events }: Pick<ReadCase, 'events'>,
  commandIds: ReadonlySet<string>,
): ((command: SubmittedCommand) => Answer | undefined) => {
  const found = new Map<string, [StoredEvent, ...StoredEvent[]]>()
  if (context.store.capabilities.guards)
    for (const event of events) {
      if (!commandIds.has(event.commandId)) continue
      const before = found.get(event.commandId)
      if (before) before.push(event)
      else found.set(event.commandId, [event])
    }
  return (command) => {
    const recorded = found.get(command.commandId)
    if (!recorded) return undefined
    const [first] = recorded
    const isRefusal = first.type === CommandRefused.type
    if (!isRefusal && first.stream !== streamOf(aggregate, command)) return undefined
    if (digestIn(first) !== digestOf(context.digestKey, command).toString('hex')) return { outcome: 'id-clash' }
    return isRefusal ? refusedAnswerOf(first.data as RefusalData, context.rules) : answerOf(recorded)
  }
}
