import type { EventType } from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import type { Rule } from '@case-timeline/decider'
import type { Clock } from './clock.ts'
import { courtClocks } from './clocks/court-clocks.ts'
import { policeClocks } from './clocks/police-clocks.ts'
import { prosecutionClocks } from './clocks/prosecution-clocks.ts'
import { supportClocks } from './clocks/support-clocks.ts'
import type { Deadline, Sector, Signal } from './deadline.ts'

/** What each sector owes by a day. */
export const CLOCKS: Readonly<Record<Sector, readonly Clock[]>> = {
  investigation: policeClocks,
  prosecution: prosecutionClocks,
  adjudication: courtClocks,
  victimSupport: supportClocks,
}

/** The rules of time of a sector, for its list of rules. */
export const deadlineRulesOf = (sector: Sector): readonly Rule<Deadline>[] => CLOCKS[sector].map(({ rule }) => rule)

const watched = ({ starts, stops, each, ground }: Clock) => [
  ...stops,
  ...starts,
  ...(each ?? []),
  ...(ground ? [...ground.lays, ...ground.takes] : []),
]

/** The event types that start or stop a clock of a sector. */
export const watchedBy = (sector: Sector): readonly EventType[] => [
  ...new Map(CLOCKS[sector].flatMap((clock) => watched(clock).map(({ type }) => [type.type, type] as const))).values(),
]

/** A fact that stands, its data in the newest shape; see `standing` of the event store. */
export interface Standing {
  readonly id: string
  readonly type: string
  readonly data: unknown
  readonly occurredAt?: string | undefined
  readonly occurredZone?: string | undefined
  readonly stored: StoredEvent
}

const present = (signal: Signal): Signal =>
  Object.fromEntries(Object.entries(signal).filter(([, value]) => value !== undefined)) as unknown as Signal

/** What an event does to the clocks of a sector: it stops what ran before it starts anew. */
export const signalsOf = (sector: Sector, { id, type, data, occurredAt, occurredZone, stored }: Standing): readonly Signal[] =>
  CLOCKS[sector].flatMap(({ rule, starts, stops, each, ground }) => {
    const about = {
      ruleId: rule.id,
      eventId: id,
      service: stored.stream.slice(0, stored.stream.indexOf('.')),
      agencyId: stored.envelope.actor.agencyId,
      at: occurredAt ?? stored.recordedAt,
      undated: occurredAt === undefined || undefined,
      zone: occurredAt === undefined ? undefined : occurredZone,
    }
    const of = <T>(all: readonly { readonly type: EventType; of(data: unknown, eventId: string): readonly T[] }[]) =>
      all.filter((one) => one.type.type === type).flatMap((one) => one.of(data, id))
    return [
      ...of(stops).map((stop) => present({ ...about, stop })),
      ...of(starts).map((start) => present({ ...about, start })),
      ...of(each ?? []).map((person) => present({ ...about, person })),
      ...of(ground?.lays ?? []).map((laid) => present({ ...about, ground: laid })),
      ...of(ground?.takes ?? []).map((loss) => present({ ...about, loss })),
    ]
  })
