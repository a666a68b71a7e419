import { setTimeout as pause } from 'node:timers/promises'
import type { Actor, CommandBody } from '@case-timeline/contracts'
import type { Aggregate } from './aggregate.ts'
import { streamName } from './aggregate.ts'
import { answer } from './answer.ts'
import { StoreUnavailable, type Appended, type EventStore } from './event-store.ts'
import { commandDigest } from './hashing.ts'
import type { Law } from './law.ts'
import type { RefusedAnswer } from './refusals.ts'
import { turns } from './turns.ts'

/** One command for one aggregate, of a case or of no case. */
export interface Request {
  /** Absent for what belongs to no case. */
  readonly caseId?: string | undefined
  readonly name: string
  readonly body: CommandBody<unknown>
  readonly actor: Actor
  /** UUIDv8 when the caller may retry it (see ids.ts), random otherwise. */
  readonly commandId: string
  /** Whether the command id was derived from something the caller repeats: then a refusal recorded before is answered again. */
  readonly keyed: boolean
  readonly correlationId: string
  readonly causationId?: string | undefined
  readonly jurisdiction: string
  readonly legalBasis?: string | undefined
  /** From If-Match: the stream's revision that the caller saw. */
  readonly expected?: number | undefined
}

/** What the process that handles commands is configured with. */
export interface Desk {
  readonly store: EventStore
  readonly deployment: string
  /** Key of the HMAC that makes `commandDigest`. */
  readonly digestKey: Buffer
  /** The law under which a command of a jurisdiction is decided; absent: each rule has its own level and no clock is set. */
  lawOf?(jurisdiction: string): Law | undefined
  /** RFC 3339 in UTC. */
  now(): string
}

export type Answer =
  | (Appended & { readonly warnings: readonly string[] })
  /** A rule refused; recorded as CommandRefused. */
  | RefusedAnswer
  /** If-Match named another revision. */
  | { readonly outcome: 'stale'; readonly revision: number }
  /** The same command id with another body. */
  | { readonly outcome: 'id-clash' }
  /** Others kept winning the stream: nothing recorded, try again. */
  | { readonly outcome: 'conflict'; readonly revision: number }

export type Handle = <A extends Aggregate>(desk: Desk, aggregate: A, request: Request) => Promise<Answer>

const INTERRUPTIONS = 2

const queues = new WeakMap<EventStore, ReturnType<typeof turns>>()

const inTurn = <T>(store: EventStore, stream: string, work: () => Promise<T>): Promise<T> => {
  const queue = queues.get(store) ?? turns()
  queues.set(store, queue)
  return queue(stream, work)
}

/**
 * Decides a command and records what follows from it: events, or the refusal. Commands for one stream go one after another
 * in this process; against other processes the expected revision decides who wins, and the loser decides again.
 * @throws StoreOverloaded, StoreUnavailable, StoreDenied; MalformedFact, NotStorable when what was decided cannot be stored
 */
export const handle: Handle = async (desk, aggregate, request) => {
  if (!aggregate.commands.some((one) => one.name === request.name))
    throw new RangeError(`${aggregate.service}.${aggregate.name} takes no command ${request.name}`)
  const stream = streamName(aggregate.service, aggregate.name, aggregate.streamId(request.caseId ?? '', request.body.data))
  const digest = commandDigest(desk.digestKey, request.name, request.body)
  return inTurn(desk.store, stream, async () => {
    for (let interruption = 1; ; interruption += 1)
      try {
        return await answer({ desk, aggregate, request, stream, digest, now: desk.now() })
      } catch (error) {
        // The outcome is unknown; under the same command id it is safe to ask again.
        if (!(error instanceof StoreUnavailable) || interruption > INTERRUPTIONS) throw error
        await pause(50 * 4 ** interruption)
      }
  })
}
