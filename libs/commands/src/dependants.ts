import { APPROVAL_EVENT_TYPES, CommandRefused, EVENT_TYPES, type EventType } from '@case-timeline/contracts'
import { effective, sectorOf } from '@case-timeline/casework'
import { correctedShape, toNewestShape, type StoredEvent } from '@case-timeline/event-store'

const mentions = (value: unknown, ids: ReadonlySet<string>): boolean => {
  if (typeof value === 'string') return ids.has(value)
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some((member) => mentions(member, ids))
}

const COMMANDS_NOT_RECORDED: readonly string[] = [CommandRefused, ...APPROVAL_EVENT_TYPES].map(({ type }) => type)

/** A warning, correction, refusal or request for approval refers to facts but does not depend on them. */
const isFact = ({ type }: { readonly type: string }): boolean =>
  EVENT_TYPES.get(type)?.visibility !== 'as-target-event' && !COMMANDS_NOT_RECORDED.includes(type)

/** The facts in force, in the newest version of their types. */
const effectiveHistory = (history: readonly StoredEvent[]) => {
  const newest = history.map((stored) => ({
    id: stored.id,
    type: stored.type,
    data: toNewestShape(stored.type, stored.schemaVersion, stored.data),
    stored,
  }))
  return effective(newest, correctedShape).filter(isFact)
}

/**
 * The ids that would be removed. By a retraction: the fact's own id, and those that it introduced. By a correction:
 * those that the fact introduced and its replacement does not. What another sector introduced, too, remains.
 */
const idsGoneWith = (
  id: string,
  type: EventType,
  present: unknown,
  replacing: unknown,
  introducedElsewhere: ReadonlySet<string>,
): ReadonlySet<string> => {
  const introduced = (type.introduces?.(present) ?? []).filter((one) => !introducedElsewhere.has(one))
  if (replacing === undefined) return new Set([id, ...introduced])
  const kept = type.introduces?.(replacing) ?? []
  return new Set(introduced.filter((introducedId) => !kept.includes(introducedId)))
}

/**
 * The later facts of a case that depend on one of its facts: those that name its event or an id that it introduced,
 * the decisions that have it in their `basis`, and, if it is the foundation of a case or stream, every later fact of
 * that case or stream. A report is recorded whatever was read, so its basis creates no dependency. A decision whose
 * basis is incomplete may depend on every earlier fact.
 * @param history of the case as this service may see it, in recording order: events that it may not see are not
 *   considered
 * @param replacing the data that a correction gives it: then only facts that name a removed id depend on it
 * @returns event ids in recording order
 */
export const dependantsOf = (
  history: readonly StoredEvent[],
  event: StoredEvent,
  type: EventType,
  replacing?: unknown,
): readonly string[] => {
  const facts = effectiveHistory(history)
  const index = facts.findIndex(({ id }) => id === event.id)
  if (index < 0) return []
  // What is registered in a stream that exists founds nothing: a later complaint in a court case is a part of it.
  const isFoundation =
    type.foundationOf === 'stream' &&
    !facts.slice(0, index).some((fact) => fact.stored.stream === event.stream && EVENT_TYPES.get(fact.type)?.foundationOf === 'stream')
  // Two sectors may record one act of a party under one id.
  const ofOtherSectors = facts.filter((fact) => fact.type === event.type && sectorOf(fact.stored.stream) !== sectorOf(event.stream))
  const introducedElsewhere = new Set(ofOtherSectors.flatMap(({ data }) => type.introduces?.(data as never) ?? []))
  const idsGone = idsGoneWith(event.id, type, facts[index]?.data, replacing, introducedElsewhere)
  const isDependant = ({ type: laterType, data, stored }: (typeof facts)[number]): boolean => {
    if (idsGone.size > 0 && mentions(data, idsGone)) return true
    if (replacing !== undefined) return false
    if (type.foundationOf === 'case' || (isFoundation && stored.stream === event.stream)) return true
    const { basis } = stored.envelope
    if (basis === undefined || EVENT_TYPES.get(laterType)?.kind !== 'decision') return false
    return basis.leftOut !== undefined || basis.events.some(({ id }) => id === event.id)
  }
  return facts
    .slice(index + 1)
    .filter(isDependant)
    .map(({ id }) => id)
}
