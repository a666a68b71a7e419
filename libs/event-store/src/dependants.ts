import { CommandRefused, EVENT_TYPES, upcast, type EventType } from '@case-timeline/contracts'
import { effective } from '@case-timeline/decider'
import type { StoredEvent } from './event-store.ts'

/** What one command names at most. */
const MOST = 100

const mentions = (value: unknown, ids: ReadonlySet<string>): boolean => {
  if (typeof value === 'string') return ids.has(value)
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some((member) => mentions(member, ids))
}

/** What stands beside facts (a warning, a correction, a refusal) speaks of them and rests on none. */
const isAFact = ({ type }: { readonly type: string }): boolean =>
  EVENT_TYPES.get(type)?.visibility !== 'as-concerned' && type !== CommandRefused.type

/** The facts that stand, those of one type in its newest shape. */
const standingFacts = (history: readonly StoredEvent[], type: EventType) => {
  const newest = (name: string, version: number, data: unknown) => (name === type.type ? upcast(type, version, data) : data)
  const told = history.map((stored) => ({
    id: stored.id,
    type: stored.type,
    data: newest(stored.type, stored.schemaVersion, stored.data),
    stored,
  }))
  return effective(told, newest).filter(isAFact)
}

/** The ids that a fact brought in and that would go: all of them and its own, or those that its replacement does not bring in. */
const goneWith = (id: string, type: EventType, present: unknown, replacing: unknown): ReadonlySet<string> => {
  const introduced = type.introduces?.(present) ?? []
  if (replacing === undefined) return new Set([id, ...introduced])
  const kept = type.introduces?.(replacing) ?? []
  return new Set(introduced.filter((one) => !kept.includes(one)))
}

/**
 * The facts of a case that rest on one of it and come after it: those that name its event or what it introduced, the decisions
 * that were taken on it (their `basis`), and all that it founds. A report of what happened is recorded whatever was read, so
 * its basis binds nothing.
 * @param history of the case as the asking service sees it, in recording order: what it may not see, it cannot tell
 * @param replacing the data that a correction gives it: then only what names an id that goes away rests on it
 * @returns event ids, the first hundred in recording order
 */
export const dependantsOf = (
  history: readonly StoredEvent[],
  event: StoredEvent,
  type: EventType,
  replacing?: unknown,
): readonly string[] => {
  const facts = standingFacts(history, type)
  const at = facts.findIndex(({ id }) => id === event.id)
  if (at < 0) return []
  const gone = goneWith(event.id, type, facts[at]?.data, replacing)
  const rests = ({ type: later, data, stored }: (typeof facts)[number]): boolean => {
    if (gone.size > 0 && mentions(data, gone)) return true
    if (replacing !== undefined) return false
    if (type.founds === 'case' || (type.founds === 'stream' && stored.stream === event.stream)) return true
    return EVENT_TYPES.get(later)?.kind === 'decision' && (stored.envelope.basis?.events.some(({ id }) => id === event.id) ?? false)
  }
  return facts
    .slice(at + 1)
    .filter(rests)
    .slice(0, MOST)
    .map(({ id }) => id)
}
