import { CommandRefused } from '@case-timeline/contracts'
import { type EventStore, malformedMembers, rememberedOf, type StoredEvent } from '@case-timeline/event-store'
import { LRUCache } from 'lru-cache'
import type { Aggregate } from './aggregate.ts'
import { digestOf, streamOf } from './command-identity.ts'
import { type RefusalData, type RefusedAnswer, refusedAnswerOf } from './refusals.ts'
import type { CommandContext, SubmittedCommand } from './submitted-command.ts'

/** A command, as the events of its case show it. */
export interface RecordedCommand {
  readonly stream: string
  /** Of its first event. */
  readonly position: string
  /** 64 hexadecimal digits, see `commandDigest` of the event store. */
  readonly digest: string
  /** Present if the command was refused. */
  readonly refusal?: RefusalData
}

/** By command id. */
export type RecordedCommands = ReadonlyMap<string, RecordedCommand>

const NONE: RecordedCommands = new Map()

/** Cut from the text: no value in an envelope has an unescaped quote, and no other member this name. */
export const digestIn = ({ envelopeText }: StoredEvent): string => /"commandDigest":"([0-9a-f]{64})"/.exec(envelopeText)?.[1] ?? ''

const recordedCommandOf = (event: StoredEvent): RecordedCommand => ({
  stream: event.stream,
  position: event.position,
  digest: digestIn(event),
  ...(event.type === CommandRefused.type && malformedMembers(event).length === 0 ? { refusal: event.data as RefusalData } : {}),
})

const recordedCommands = (events: readonly StoredEvent[]): RecordedCommands => {
  if (events.length === 0) return NONE
  const commands = new Map<string, RecordedCommand>()
  for (const event of events) if (!commands.has(event.commandId)) commands.set(event.commandId, recordedCommandOf(event))
  return commands
}

/** About 400 bytes each. */
const MAX_REMEMBERED_COMMANDS = 50_000

/**
 * The commands that were recorded in a case before it was read here for the first time; remembers those of the cases
 * that were requested last.
 *
 * Without guards a store shows only to the command itself whether it was overtaken and has to be decided again: then
 * none are found.
 * @param store in which every event of the case is visible
 */
export const recordedCommandsIn = (store: EventStore): ((caseId: string) => Promise<RecordedCommands>) => {
  const casesOfLog = rememberedOf(
    store,
    () => new LRUCache<string, RecordedCommands>({ maxSize: MAX_REMEMBERED_COMMANDS, sizeCalculation: ({ size }) => size + 1 }),
  )
  return async (caseId) => {
    if (!store.capabilities.guards) return NONE
    const cases = casesOfLog()
    // Nothing is decided on these events: they need not be validated.
    const known = cases.get(caseId) ?? recordedCommands(await store.unfiltered.readCase(caseId))
    cases.set(caseId, known)
    return known
  }
}

/** The answer to a command that need not be decided; the events of a duplicate are not read again. */
export type EarlierAnswer =
  | { readonly outcome: 'duplicate'; readonly firstPosition: string }
  | { readonly outcome: 'id-clash' }
  | RefusedAnswer

/** The answer that a command got before, without deciding it; undefined if it is new, or waits for approval. */
export const earlierAnswer = (
  recorded: RecordedCommands,
  { digestKey, rules }: Pick<CommandContext, 'digestKey' | 'rules'>,
  aggregate: Aggregate,
  command: SubmittedCommand,
): EarlierAnswer | undefined => {
  const found = recorded.get(command.commandId)
  if (!found || (found.refusal === undefined && found.stream !== streamOf(aggregate, command))) return undefined
  if (found.digest !== digestOf(digestKey, command).toString('hex')) return { outcome: 'id-clash' }
  return found.refusal ? refusedAnswerOf(found.refusal, rules) : { outcome: 'duplicate', firstPosition: found.position }
}
