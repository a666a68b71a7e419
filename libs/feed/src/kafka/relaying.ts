import type { EventStore } from '@case-timeline/event-store'
import type { DataSource } from 'typeorm'
import { advance, advanced, type Claim, startOf } from '../claim.ts'
import { backoffMs } from '../elected.ts'
import { readAhead } from '../read-ahead.ts'
import type { Say } from '../say.ts'
import { arrivalsOf } from './arrivals.ts'
import type { BrokerFailure } from './broker-failure.ts'
import { type Prepared, prepared } from './message.ts'
import type { Putting, Refused } from './putting.ts'
import {
  forgetOthers,
  type Oversized,
  previousOf,
  rememberOversized,
  rememberRelayed,
  rememberSetAside,
  setAsideOf,
  takeBack,
} from './relay-memory.ts'
import { cut, type Placed, type Previous, type Round, roundOf, type Topics } from './rounds.ts'

/** Most events that are read at once. */
const BATCH = 1_000
/** While events flow, every partition learns at least this often how far the log has been relayed. */
const MARK_MS = 200
/** While nothing happens, a partition that lost something is told so at least this often. */
const IDLE_MARK_MS = 10_000

export interface Term {
  readonly store: EventStore
  readonly db: DataSource
  readonly topics: Topics
  readonly putting: Putting
  readonly claimed: Claim
  readonly say: Say
  readonly schemasUrl?: string | undefined
}

/** When a topic that was set aside is tried again. */
interface Aside {
  readonly failures: number
  readonly tryAt: number
}

/** One term of office of the elected relay: what it knows, and what it does with it. */
export const relaying = async (it: Term, until: AbortSignal, succeeded: () => void): Promise<void> => {
  const { store, db, topics, putting, claimed, say } = it
  const every = [...topics.of.values()]
  await forgetOthers(db, every)
  const previous = await previousOf(db, every, startOf(claimed))
  const aside = new Map<string, Aside>((await setAsideOf(db)).map(({ topic }) => [topic, { failures: 0, tryAt: 0 }]))
  let marked = -Infinity
  let told = -Infinity
  let lagging = false

  const open = (): string[] => every.filter((topic) => !aside.has(topic))
  const remember = (moved: Previous) => moved.forEach((position, at) => previous.set(at, position))

  /** Tells a topic where it should be: whoever reads it then refills what it did not get. */
  const tryAgain = async (topic: string, { failures }: Aside): Promise<void> => {
    const round = roundOf(topics, [], startOf(claimed), previous, { topics: [topic], partitions: 'every' })
    const failure = await putting.attempt(topic, round.messages.get(topic) ?? [])
    if (failure) return setAside(topic, failure, failures)
    await takeBack(db, topic)
    aside.delete(topic)
    remember(round.moved)
    say({ kind: 'recovered', topic })
  }
  const setAside = (topic: string, error: BrokerFailure, failures: number): void => {
    const afterMs = backoffMs(failures + 3)
    aside.set(topic, { failures: failures + 1, tryAt: performance.now() + afterMs })
    say({ kind: 'retrying', error, afterMs })
  }

  const put = async (events: readonly Prepared[], partitions: 'behind' | 'every', marks: boolean): Promise<void> => {
    const position = events.at(-1)?.event.position ?? startOf(claimed)
    const round = roundOf(topics, events, position, previous, { topics: marks ? every : [], partitions })
    const messages = new Map([...round.messages].filter(([topic]) => !aside.has(topic)))
    const refused = await putting.put(messages)
    for (const [topic, failure] of refused.topics) setAside(topic, failure, 0)
    const [last] = refused.topics.values()
    if (open().length === 0) throw last ?? new Error('no topic takes messages: see what is said of each')
    if (events.length > 0) say({ kind: 'sent', events: events.length, position })
    await checkpoint(round, refused, oversizedOf(refused, events))
    const now = performance.now()
    if (marks) marked = now
    if (partitions === 'every' || events.length > 0) told = now
    lagging = !marks && (lagging || events.length > 0)
    if (events.length > 0) say({ kind: 'delivered', events: events.length, position })
    succeeded()
  }

  const checkpoint = async ({ position, moved }: Round, refused: Refused, oversized: readonly Oversized[]): Promise<void> => {
    if (moved.size === 0 && position === startOf(claimed)) return
    await db.transaction(async (tx) => {
      if (position !== startOf(claimed)) await advance(tx, claimed, position)
      if (moved.size > 0) await rememberRelayed(tx, claimed, moved)
      await rememberOversized(tx, oversized)
      for (const [topic, { message }] of refused.topics) await rememberSetAside(tx, topic, message)
    })
    advanced(claimed, position)
    remember(moved)
    for (const one of oversized) say({ kind: 'oversized', ...one })
  }

  /** What is to be done although no event has come. */
  const chores = async (): Promise<void> => {
    const now = performance.now()
    for (const [topic, one] of aside) if (one.tryAt <= now) await tryAgain(topic, one)
    if (now - told >= IDLE_MARK_MS) await put([], 'every', true)
    else if (lagging && now - marked >= MARK_MS) await put([], 'behind', true)
  }
  const msToNextChore = (): number => {
    const due = [told + IDLE_MARK_MS, ...(lagging ? [marked + MARK_MS] : []), ...[...aside.values()].map(({ tryAt }) => tryAt)]
    return Math.max(0, Math.min(...due) - performance.now())
  }

  await put([], 'every', true)
  const ending = new AbortController()
  const batches = readAhead(
    (signal) => store.subscribeAll({ after: startOf(claimed), limit: BATCH, signal }),
    AbortSignal.any([until, ending.signal]),
  )
  const arrivals = arrivalsOf(batches)
  try {
    while (!until.aborted) {
      const batch = arrivals.take()
      if (batch?.done) break
      for (const events of cut(batch?.value.events.map((event) => prepared(event, it.schemasUrl)) ?? [])) {
        if (until.aborted) return
        await put(events, 'behind', performance.now() - marked >= MARK_MS)
      }
      await chores()
      await arrivals.wait(msToNextChore(), until)
    }
  } finally {
    ending.abort()
    await batches.return()
  }
}

const oversizedOf = ({ oversized }: Refused, events: readonly Prepared[]): readonly Oversized[] => {
  const positionOf = ({ headers }: Placed) => String(headers?.['ce_position'])
  return oversized.flatMap(({ topic, message }) =>
    events
      .filter(({ event }) => event.position === positionOf(message))
      .map(({ event, value }) => ({ topic, position: event.position, eventId: event.id, type: event.type, bytes: value.length })),
  )
}
