import { setTimeout as pause } from 'node:timers/promises'
import type { Aggregate } from './aggregate.ts'
import { streamName } from './aggregate.ts'
import { answer } from './answer.ts'
import { StoreUnavailable, type EventStore } from './event-store.ts'
import { commandDigest } from './hashing.ts'
import type { Answer, Desk, Request } from './request.ts'
import { turns } from './turns.ts'

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
  const digest = commandDigest(desk.digestKey, request.name, request.compared ?? request.body, request.signed)
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
