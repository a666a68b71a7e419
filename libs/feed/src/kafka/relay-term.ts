import type { EventStore, LogPosition } from '@case-timeline/event-store'
import type { DataSource } from 'typeorm'
import { advance } from '../advance.ts'
import { markAdvanced, type Claim, lowestPositionOf } from '../claim.ts'
import { backoffMs } from '../election.ts'
import { keepMarks } from '../marks.ts'
import { requireGeneration, requireOnLog } from '../on-log.ts'
import { readAhead } from '../read-ahead.ts'
import type { Notify } from '../notify.ts'
import type { AroundDelivery, TraceparentOf } from '../notice.ts'
import { arrivalsOf } from './arrivals.ts'
import type { BrokerFailure } from './broker-failure.ts'
import { type PreparedEvent, preparedEvent } from './message.ts'
import type { MessageProducer, RefusedMessages } from './message-producer.ts'
import {
  forgetOtherTopics,
  type Oversized,
  previousPositionsOf,
  recordOversized,
  recordRelayed,
  recordSuspendedTopic,
  suspendedTopicsOf,
  removeSuspendedTopic,
} from './relay-state.ts'
import { splitIntoRounds, type PartitionedMessage, type Previous, type Round, roundOf, type Topics } from './rounds.ts'

/** Maximum number of events in one read. */
const BATCH = 1_000
/** While events flow, every partition gets a position mark at least this often. */
const MARK_MS = 200
/** While no events flow, every partition gets a position mark this often, by which its readers detect lost messages. */
const IDLE_MARK_MS = 10_000

export interface RelayTerm {
  readonly store: EventStore
  readonly db: DataSource
  readonly topics: Topics
  readonly producer: MessageProducer
  readonly claimed: Claim
  readonly notify: Notify
  readonly schemasUrl?: string | undefined
  readonly around?: AroundDelivery | undefined
  readonly traceparentOf?: TraceparentOf | undefined
}

/** When a suspended topic is tried again. */
interface TopicSuspension {
  readonly failures: number
  readonly retryAt: number
}

/** Relays events during one term: from the election of this relay until it stops or another relay takes over. */
export const relayEvents = async (term: RelayTerm, stopSignal: AbortSignal, succeeded: () => void): Promise<void> => {
  const { store, db, topics, producer, claimed, notify } = term
  const { generation } = store
  await requireOnLog(store, claimed)
  const topicNames = [...topics.of.values()]
  await forgetOtherTopics(db, topicNames)
  const previous = await previousPositionsOf(db, topicNames, lowestPositionOf(claimed))
  const suspended = new Map<string, TopicSuspension>((await suspendedTopicsOf(db)).map(({ topic }) => [topic, { failures: 0, retryAt: 0 }]))
  let markedAt = -Infinity
  let markedEverywhereAt = -Infinity
  // Whether events were sent after the last position marks, so that partitions without events are behind.
  let lagging = false

  const currentPosition = (): LogPosition => claimed.held[0]?.log ?? { position: lowestPositionOf(claimed) }
  const openTopics = (): string[] => topicNames.filter((topic) => !suspended.has(topic))
  const remember = (moved: Previous) => moved.forEach((position, at) => previous.set(at, position))

  /** Sends position marks to a suspended topic: its readers then read the missing events from the store. */
  const retryTopic = async (topic: string, { failures }: TopicSuspension): Promise<void> => {
    const round = roundOf(topics, [], currentPosition(), previous, { topics: [topic], partitions: 'every' })
    const failure = await producer.attempt(topic, round.messages.get(topic) ?? [])
    if (failure) return suspendTopic(topic, failure, failures)
    await removeSuspendedTopic(db, topic)
    suspended.delete(topic)
    remember(round.moved)
    notify({ kind: 'recovered', topic })
  }
  const suspendTopic = (topic: string, error: BrokerFailure, failures: number): void => {
    // Longer delays than after other failures, because all topics wait while one is tried again.
    const afterMs = backoffMs(failures + 3)
    suspended.set(topic, { failures: failures + 1, retryAt: performance.now() + afterMs })
    notify({ kind: 'retrying', error, afterMs })
  }

  const relayRound = async (events: readonly PreparedEvent[], partitions: 'behind' | 'every', marks: boolean): Promise<void> => {
    requireGeneration(store, generation)
    const lastEvent = events.at(-1)?.event
    const at = lastEvent ? { position: lastEvent.position, hash: lastEvent.eventHash } : currentPosition()
    const { position } = at
    const round = roundOf(topics, events, at, previous, { topics: marks ? topicNames : [], partitions })
    const messages = new Map([...round.messages].filter(([topic]) => !suspended.has(topic)))
    const send = () => producer.sendAll(messages)
    const traced = events.map(({ event }) => event)
    const refused = await (term.around && traced.length > 0 ? term.around(claimed.consumer, traced, send) : send())
    for (const [topic, failure] of refused.topics) suspendTopic(topic, failure, 0)
    const [refusal] = refused.topics.values()
    if (openTopics().length === 0) throw refusal ?? new Error('no topic accepts messages: see the reason of each topic')
    if (events.length > 0) notify({ kind: 'sent', events: events.length, position })
    await checkpoint(round, refused, oversizedOf(refused, events))
    const now = performance.now()
    if (marks) markedAt = now
    if (partitions === 'every' || events.length > 0) markedEverywhereAt = now
    lagging = !marks && (lagging || events.length > 0)
    if (events.length > 0) notify({ kind: 'delivered', events: events.length, position })
    succeeded()
  }

  const checkpoint = async ({ at, moved }: Round, refused: RefusedMessages, oversized: readonly Oversized[]): Promise<void> => {
    if (moved.size === 0 && at.position === lowestPositionOf(claimed)) return
    await db.transaction(async (tx) => {
      if (at.position !== lowestPositionOf(claimed)) await advance(tx, claimed, at)
      await keepMarks(tx, claimed)
      if (moved.size > 0) await recordRelayed(tx, claimed, moved)
      await recordOversized(tx, oversized)
      for (const [topic, { message }] of refused.topics) await recordSuspendedTopic(tx, topic, message)
    })
    markAdvanced(claimed, at)
    remember(moved)
    for (const event of oversized) notify({ kind: 'oversized', ...event })
  }

  /** The periodic work, which is due also when no event has arrived. */
  const runDueJobs = async (): Promise<void> => {
    const now = performance.now()
    for (const [topic, suspension] of suspended) if (suspension.retryAt <= now) await retryTopic(topic, suspension)
    if (now - markedEverywhereAt >= IDLE_MARK_MS) await relayRound([], 'every', true)
    else if (lagging && now - markedAt >= MARK_MS) await relayRound([], 'behind', true)
  }
  const msToNextJob = (): number => {
    const due = [
      markedEverywhereAt + IDLE_MARK_MS,
      ...(lagging ? [markedAt + MARK_MS] : []),
      ...[...suspended.values()].map(({ retryAt }) => retryAt),
    ]
    return Math.max(0, Math.min(...due) - performance.now())
  }

  await relayRound([], 'every', true)
  const ending = new AbortController()
  const batches = readAhead(
    (signal) => store.subscribeAll({ after: lowestPositionOf(claimed), limit: BATCH, signal }),
    AbortSignal.any([stopSignal, ending.signal]),
  )
  const arrivals = arrivalsOf(batches)
  try {
    while (!stopSignal.aborted) {
      const batch = arrivals.take()
      if (batch?.done) break
      for (const events of splitIntoRounds(batch?.value.events.map((event) => preparedEvent(event, term)) ?? [])) {
        if (stopSignal.aborted) return
        await relayRound(events, 'behind', performance.now() - markedAt >= MARK_MS)
      }
      await runDueJobs()
      await arrivals.wait(msToNextJob(), stopSignal)
    }
  } finally {
    ending.abort()
    await batches.return()
  }
}

const oversizedOf = ({ oversized }: RefusedMessages, events: readonly PreparedEvent[]): readonly Oversized[] => {
  const positionOf = ({ headers }: PartitionedMessage) => String(headers?.['ce_position'])
  return oversized.flatMap(({ topic, message }) =>
    events
      .filter(({ event }) => event.position === positionOf(message))
      .map(({ event, value }) => ({ topic, position: event.position, eventId: event.id, type: event.type, bytes: value.length })),
  )
}
