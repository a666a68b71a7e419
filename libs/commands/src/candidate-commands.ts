import type { Fact } from '@case-timeline/contracts'
import type { Command } from '@case-timeline/decider'
import type { StoredEvent } from '@case-timeline/event-store'
import { z } from 'zod'
import type { Aggregate, UnreadCommand } from './aggregate.ts'

export interface CandidateCommand {
  readonly name: string
  readonly data: unknown
}

/** The members of a fact that a command accepts. */
const commandMembersOf = (data: unknown, shape: object | undefined): unknown =>
  shape === undefined ? data : Object.fromEntries(Object.entries(data as object).filter(([member]) => member in shape))

/** The commands that may have recorded a fact. */
export const candidateCommands = (aggregate: Aggregate, fact: Fact): readonly CandidateCommand[] => {
  const candidate = aggregate.commandOf?.(fact)
  if (candidate) return [candidate]
  return Object.values(aggregate.commands).flatMap(({ type: { name, data: schema } }) => {
    const data = commandMembersOf(fact.data, 'shape' in schema ? (schema.shape as object) : undefined)
    return z.safeParse(schema, data).success ? [{ name, data }] : []
  })
}

/** The streams outside the case that a command reads. */
export const streamsReadBy = (aggregate: Aggregate, command: UnreadCommand): readonly string[] =>
  aggregate.commands[command.name]?.readsStreams?.(command) ?? []

/** The streams outside the case that the commands of some facts read (`readsStreams`). */
export const readElsewhere = (
  aggregate: Aggregate,
  facts: readonly (Fact & Partial<Pick<StoredEvent, 'envelope'>>)[],
  command: Omit<Command, 'known'>,
): readonly string[] => [
  ...new Set(
    facts.flatMap((fact) =>
      candidateCommands(aggregate, fact).flatMap((candidate) =>
        // Judged as the act of the office that recorded it, also if its successor corrects it.
        streamsReadBy(aggregate, { ...command, ...candidate, actor: fact.envelope?.actor ?? command.actor }),
      ),
    ),
  ),
]
