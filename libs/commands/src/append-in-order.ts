import { historyFoundBy, isCasesGuard, type ReadCase, storedEvent, StoreUnavailable } from '@case-timeline/event-store'
import type { Aggregate } from './aggregate.ts'
import { recorded, stateIn } from './answer.ts'
import { digestOf, streamOf } from './command-identity.ts'
import { type CommandInProgress, decide, type ReadyToAppend } from './decision.ts'
import { growingFinder, type GrowingFinder } from './growing-finder.ts'
import { observedOnce } from './handle.ts'
import type { Folded } from './state.ts'
import type { Answer, CommandContext, SubmittedCommand } from './submitted-command.ts'

/** What a command is decided on: its stream and its case, as of one moment. */
interface Basis {
  readonly folded: Folded
  readonly readCase: ReadCase
}

/** Nothing was recorded: the command needs a decision of its own. */
const UNDECIDED: Answer = { outcome: 'conflict', revision: -1 }

/** Undefined where the stream does not follow from what was read of the case. */
const currentBasis = async (inProgress: CommandInProgress, given: ReadCase | undefined): Promise<Basis | undefined> => {
  const { context, aggregate, command, stream, generation } = inProgress
  const kept = context.memory.statesOf(aggregate).get(stream)
  const isCurrent = given?.generation === generation && given.history.revisionOf(stream) >= (kept?.revision ?? -1)
  const readCase = isCurrent ? given : await context.memory.readCase(command.caseId ?? '')
  const revision = readCase.history.revisionOf(stream)
  const folded = kept?.revision === revision ? kept : stateIn(inProgress, readCase)
  return folded?.revision === revision ? { folded, readCase } : undefined
}

/** The case with what a decision is about to append, so that the next one reads it, too. */
const withAppended = (
  { folded, readCase }: Basis,
  { command, stream, now }: CommandInProgress,
  { events }: ReadyToAppend,
  finderOf: GrowingFinder,
): ReadCase => {
  const last = BigInt(readCase.events.at(-1)?.position ?? 0)
  const appended = events.map((event, index) =>
    storedEvent({
      position: String(last + BigInt(index + 1)),
      stream,
      revision: String(folded.revision + 1 + index),
      id: event.id,
      commandId: command.commandId,
      type: event.type,
      caseId: event.caseId ?? null,
      visibility: event.visibility.join(','),
      envelope: event.envelopeText,
      data: event.dataText,
      salt: event.salt.toString('hex'),
      eventHash: event.eventHash.toString('hex'),
      // Known to the store alone.
      chainHash: '',
      recordedAt: now,
    }),
  )
  const all = [...readCase.events, ...appended]
  return { ...readCase, events: all, history: historyFoundBy(finderOf(all), all) }
}

/** The expected revision protects what was read of the stream itself; the store does not know yet what comes before. */
const withoutOwnGuards = (decided: ReadyToAppend, stream: string): ReadyToAppend => ({
  ...decided,
  guards: decided.guards?.filter((guard) => isCasesGuard(guard) || guard.stream !== stream),
})

const undecidedIfUnavailable = (error: unknown): Answer => {
  // Unknown whether it was recorded: its own handling finds out.
  if (error instanceof StoreUnavailable) return UNDECIDED
  throw error
}

interface Turn {
  readonly command: SubmittedCommand
  readonly digest: Buffer
  /** Only the first answer counts. */
  settle(answer: Answer | Promise<Answer>): void
}

const takeTurns = async (
  context: CommandContext,
  aggregate: Aggregate,
  stream: string,
  turns: readonly Turn[],
  readCase: ReadCase | undefined,
): Promise<void> => {
  const finderOf = growingFinder()
  const answers: Promise<Answer>[] = []
  let basis: Basis | undefined

  /** @returns the basis of the next command; undefined: it has none */
  const takeTurn = async ({ command, digest, settle }: Turn): Promise<Basis | undefined> => {
    const generation = command.generation ?? context.store.generation
    const inProgress = { context, aggregate, command, stream, digest, now: context.now(), generation }
    const current = basis ?? (await currentBasis(inProgress, readCase))
    if (!current) return undefined
    const decided = await decide(inProgress, current.folded, current.readCase)
    if (decided.outcome !== 'ready' || decided.events.length === 0) return undefined
    // All of them are sent before the first is answered, so that the store appends them together.
    const answer = recorded(inProgress, current.folded, withoutOwnGuards(decided, stream)).catch(undecidedIfUnavailable)
    answers.push(answer)
    settle(answer)
    return decided.next && { folded: decided.next, readCase: withAppended(current, inProgress, decided, finderOf) }
  }

  for (const turn of turns) {
    basis = await takeTurn(turn).catch((error: unknown) => {
      turn.settle(Promise.reject(error as Error).catch(undecidedIfUnavailable))
      return undefined
    })
    if (!basis) break
  }
  for (const { settle } of turns) settle(UNDECIDED)
  await Promise.allSettled(answers)
}

/**
 * Decides commands of one stream one after another, each on what the ones before it append, and appends them together:
 * each is a command of its own, with its id and its answer. The first that would be refused, wait, record nothing or
 * fail ends it, because those after it have to be decided after it. For a store with guards.
 * @param readCase the case as it was read right before
 * @returns by command, in order: its answer, or why it failed; a conflict if nothing was recorded: the first of these
 *   needs a decision of its own, the others come after it
 */
export const appendInOrder = async (
  context: CommandContext,
  aggregate: Aggregate,
  commands: readonly [SubmittedCommand, ...SubmittedCommand[]],
  readCase: ReadCase | undefined,
): Promise<readonly PromiseSettledResult<Answer>[]> => {
  const stream = streamOf(aggregate, commands[0])
  const turns: Turn[] = []
  const answers: Promise<Answer>[] = []
  let hasBegun = false
  for (const command of commands) {
    const digest = digestOf(context.digestKey, command)
    const turn = () => new Promise<Answer>((settle) => void (hasBegun ? settle(UNDECIDED) : turns.push({ command, digest, settle })))
    answers.push(observedOnce(context, command, { stream, digest }, turn))
    // It is being handled already: those after it wait until it is answered.
    if (turns.length < answers.length) break
  }
  hasBegun = true
  let isWaiting = false
  const taken = context.memory.inSequence(stream, () => takeTurns(context, aggregate, stream, turns, isWaiting ? undefined : readCase))
  isWaiting = true
  await taken
  const settled = await Promise.allSettled(answers)
  return commands.map((_, place) => settled[place] ?? { status: 'fulfilled', value: UNDECIDED })
}
