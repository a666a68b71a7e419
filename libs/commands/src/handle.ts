import { setTimeout as pause } from 'node:timers/promises'
import type { Aggregate } from './aggregate.ts'
import { answer } from './answer.ts'
import { digestOf, streamOf } from './command-identity.ts'
import type { CommandInProgress } from './decision.ts'
import { ClocksDiffer, LogWentBack, StoreUnavailable } from '@case-timeline/event-store'
import type { Answer, CommandContext, SubmittedCommand } from './submitted-command.ts'

/** Handles one command of an aggregate. */
export type Handle = <A extends Aggregate>(context: CommandContext, aggregate: A, command: SubmittedCommand) => Promise<Answer>

/** How often a command is tried again after the connection to the store was lost. */
const MAX_INTERRUPTIONS = 2
/** A store that took longer to fail would make the caller wait too long for another attempt. */
const RETRIED_WITHIN_MS = 5_000

const answerToRepetition = (first: Answer, isSame: boolean): Answer | undefined => {
  switch (first.outcome) {
    case 'appended':
    case 'duplicate':
      // A command that records nothing leaves no trace of its id.
      if (first.ids.length === 0) return undefined
      return isSame ? { ...first, outcome: 'duplicate' } : { outcome: 'id-clash' }
    case 'refused':
      return isSame ? first : { outcome: 'id-clash' }
    // A request is answered by what is recorded of it; nothing is recorded of the others.
    case 'awaits-approval':
    case 'stale':
    case 'id-clash':
    case 'conflict':
      return undefined
  }
}

/**
 * Observes a command and calls `work` for it at once; for a command that is being handled already, only if the answer of
 * the first does not settle it.
 */
export const observedOnce = (
  { around, memory, store }: CommandContext,
  command: SubmittedCommand,
  { stream, digest }: Pick<CommandInProgress, 'stream' | 'digest'>,
  work: () => Promise<Answer>,
): Promise<Answer> => {
  const repeatable = { commandId: command.commandId, stream, digest, generation: command.generation ?? store.generation }
  const once = () => memory.handleOnce(repeatable, work, answerToRepetition)
  return around ? around(command, once) : once()
}

/**
 * Decides a command and records the result: events, or the refusal. Commands for one stream are handled sequentially
 * in this process; against other processes the expected revision decides which append wins, and the loser decides
 * again. A command that comes again while it is being handled gets the answer of the first.
 * @throws StoreOverloaded, StoreUnavailable, StoreDenied; MalformedFact, NotStorable if the result cannot be stored
 */
export const handle: Handle = async (context, aggregate, command) => {
  if (!Object.hasOwn(aggregate.commands, command.name))
    throw new RangeError(`${aggregate.service}.${aggregate.name} has no command ${command.name}`)
  const stream = streamOf(aggregate, command)
  const digest = digestOf(context.digestKey, command)
  // Work that waits for nothing begins before the call returns.
  let isWaiting = false
  const inSequenceOfStream = () =>
    context.memory.inSequence(stream, async () => {
      const start = performance.now()
      const readCase = isWaiting ? undefined : command.readAtAdmission
      for (let interruption = 1; ; interruption += 1)
        try {
          const generation = command.generation ?? context.store.generation
          const inProgress = { context, aggregate, command, stream, digest, now: context.now(), generation }
          return await answer(inProgress, interruption === 1 && readCase?.generation === generation ? readCase : undefined)
        } catch (error) {
          // The outcome is unknown; a retry under the same command id is safe, unless its cause may be lost.
          const isCauseLost = error instanceof LogWentBack && command.generation !== undefined
          const isLate = performance.now() - start > RETRIED_WITHIN_MS
          if (
            !(error instanceof StoreUnavailable) ||
            error instanceof ClocksDiffer ||
            isCauseLost ||
            isLate ||
            interruption > MAX_INTERRUPTIONS
          )
            throw error
          await pause(50 * 4 ** interruption)
        }
    })
  const handled = observedOnce(context, command, { stream, digest }, inSequenceOfStream)
  isWaiting = true
  return handled
}
