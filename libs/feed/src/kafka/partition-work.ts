import { comparePositions } from '@case-timeline/contracts'
import { type EventStore, StoreUnavailable } from '@case-timeline/event-store'
import type { KafkaMessage } from 'kafkajs'
import type { DataSource } from 'typeorm'
import { caseKeyOf, type Consumer, typesOf } from '../consumer.ts'
import { partitionOf } from '../partition.ts'
import { deliverAndSay, type Say } from '../say.ts'
import type { Hand } from './hands.ts'
import type { HeadFor } from './log-head.ts'
import { furthest, type Step, steps } from './steps.ts'

/** What working on a partition takes. */
export interface Workplace {
  readonly db: DataSource
  readonly store: EventStore
  readonly consumer: Consumer
  readonly topic: string
  readonly headFor: HeadFor
  readonly say: Say
}

/** What the broker's client offers while a batch is in hand. */
export interface Turn {
  /** Whether what is not done yet is to be left to whoever comes next. */
  over(): boolean
  /** Everything before this offset is done. */
  done(offset: string): void
  /** Tells the group that this replica lives. @throws when the group has divided its partitions anew */
  heartbeat(): Promise<void>
}

/** Most events that are looked through at once for what a partition lacks. */
const PAGE = 5_000

/**
 * Brings the messages of one partition to its consumer, in order.
 * @throws ClaimLost or what keeps an event from being handled now: everything before `hand.seen` is done
 */
export const work = async (at: Workplace, hand: Hand, messages: readonly KafkaMessage[], turn: Turn): Promise<void> => {
  const { consumer } = at
  const due = messages.filter(({ offset }) => BigInt(offset) >= BigInt(hand.seen.offset))
  const most = furthest(due)
  const types = typesOf(consumer)
  const handled = types && new Set(types)
  const todo = steps(due, {
    partition: hand.partition,
    position: hand.seen.position,
    handles: (type) => handled?.has(type) ?? true,
    limit: limitOf(consumer),
    head: most === undefined ? '0' : await at.headFor(most),
  })
  for (const step of todo) {
    if (turn.over()) return
    await taken(at, hand, step, turn)
    if (step.kind === 'refill' && comparePositions(hand.seen.position, step.upTo) < 0) return
    if (step.kind === 'deliver') turn.done(step.offset)
    await turn.heartbeat()
  }
}

const seen = (hand: Hand, position: string, offset: string): void => {
  hand.seen = { position, offset }
}

const limitOf = ({ limit }: Consumer): number => limit ?? 1_000

const taken = async (at: Workplace, hand: Hand, step: Step, turn: Turn): Promise<void> => {
  switch (step.kind) {
    case 'unreadable':
      return at.say({ kind: 'unreadable', topic: at.topic, partition: hand.partition, offset: step.offset, reason: step.reason })
    case 'refill':
      return refill(at, hand, step.upTo, turn)
    case 'deliver':
      if (step.events.length === 0) return seen(hand, step.position, step.offset)
      await deliverAndSay(at.say, at, hand.claimed, step.events, step.position, step.offset)
      seen(hand, step.position, step.offset)
  }
}

/** Reads from the store what the topic lacks of this partition. */
const refill = async (at: Workplace, hand: Hand, upTo: string, turn: Turn): Promise<void> => {
  const types = typesOf(at.consumer)
  let count = 0
  let read = hand.seen.position
  while (comparePositions(read, upTo) < 0) {
    const page = await at.store.readAll({ after: read, limit: PAGE, types })
    if (page.position === read)
      throw new StoreUnavailable(`the event store has nothing behind position ${read}, and a topic tells of ${upTo}`)
    read = comparePositions(page.position, upTo) < 0 ? page.position : upTo
    const lacking = page.events.filter(
      (event) => comparePositions(event.position, read) <= 0 && partitionOf(caseKeyOf(event)) === hand.partition,
    )
    for (const part of parts(lacking, limitOf(at.consumer))) {
      const isLast = part.at(-1) === lacking.at(-1)
      const position = isLast ? read : (part.at(-1)?.position ?? read)
      await deliverAndSay(at.say, at, hand.claimed, part, position, hand.seen.offset)
      seen(hand, position, hand.seen.offset)
      count += part.length
      if (turn.over()) return
      await turn.heartbeat()
    }
    if (lacking.length === 0) seen(hand, read, hand.seen.offset)
  }
  if (count > 0) at.say({ kind: 'refilled', partition: hand.partition, events: count, position: upTo })
}

function* parts<T>(all: readonly T[], size: number): Generator<readonly T[], void, void> {
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size)
}
