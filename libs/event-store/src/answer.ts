import { setTimeout as pause } from 'node:timers/promises'
import { WarningRaised, type FactOf } from '@case-timeline/contracts'
import type { Refusal } from '@case-timeline/decider'
import { circumstances, decide, type Matter, type Ready } from './decision.ts'
import type { Appended } from './event-store.ts'
import { isOvertaken, toDecideAnew, wasOvertaken } from './overtaken.ts'
import type { Answer } from './request.ts'
import { recordedRefusal, recordRefusal } from './refusals.ts'
import { refresh, statesOf } from './state-cache.ts'
import type { Folded } from './state.ts'

const ATTEMPTS = 10

/** Try again with the store's present state. */
type Again = 'again'

/**
 * The answer to one command. A cached state may be behind the store, so only an append may be tried on it, which the
 * expected revision protects; before a refusal or any other answer the state is brought up and the command looked up.
 */
export const answer = async (matter: Matter): Promise<Answer> => {
  const { desk, aggregate, request, stream } = matter
  let seen = statesOf(desk.store, aggregate).get(stream)
  if (request.keyed && !desk.store.capabilities.uniqueEventIds) {
    const earlier = await recordedRefusal(desk.store, circumstances(matter))
    if (earlier) return earlier === 'id-clash' ? { outcome: 'id-clash' } : earlier
  }
  if (seen && isAt(matter, seen)) {
    const decided = await decide(matter, seen)
    const tried = decided.outcome === 'ready' && decided.events.length > 0 ? await record(matter, seen, decided) : 'again'
    if (tried !== 'again') return tried
  }
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const { folded, last, history } = await refresh(desk.store, aggregate, stream, seen)
    seen = folded
    if (last && (await wasOvertaken(matter, last))) continue
    const isNew = history?.every((event) => event.commandId !== request.commandId)
    const tried = (isNew ? undefined : await firstAnswer(matter)) ?? (await onPresent(matter, folded))
    if (tried !== 'again') return tried
    await pause(Math.random() * attempt * 2)
  }
  return { outcome: 'conflict', revision: seen?.revision ?? -1 }
}

const isAt = ({ request: { expected } }: Matter, { revision }: Folded): boolean => expected === undefined || expected === revision

/** The answer that the command got before, whatever the state has become. */
const firstAnswer = async (matter: Matter): Promise<Answer | undefined> => {
  const { desk, request, stream, digest } = matter
  const first = await desk.store.findCommand(stream, request.commandId)
  if (!first) return undefined
  const { commandDigest, ...found } = first
  return commandDigest.equals(digest) ? recorded(matter, found) : { outcome: 'id-clash' }
}

/** The answer to a command that is in the log: it stands, unless it was decided on a stale picture. */
const recorded = async (matter: Matter, found: Appended): Promise<Answer> => {
  if (isOvertaken(found)) return answer(await toDecideAnew(matter, found))
  const { desk, stream } = matter
  if (!found.types.includes(WarningRaised.type)) return { ...found, warnings: [] }
  const events = (await desk.store.readStream(stream, found.firstRevision - 1)).slice(0, found.ids.length)
  const warnings = events.filter((event) => event.type === WarningRaised.type)
  return { ...found, warnings: warnings.map((event) => (event.data as FactOf<typeof WarningRaised>['data']).ruleId) }
}

const onPresent = async (matter: Matter, folded: Folded): Promise<Answer | Again> => {
  if (!isAt(matter, folded)) return (await earlierRefusal(matter)) ?? { outcome: 'stale', revision: folded.revision }
  const decided = await decide(matter, folded)
  if (decided.outcome === 'refused') return refuse(matter, decided)
  if (decided.events.length > 0) return record(matter, folded, decided)
  return (await earlierRefusal(matter)) ?? nothingToRecord(matter, folded)
}

const earlierRefusal = async (matter: Matter): Promise<Answer | undefined> => {
  const earlier = await recordedRefusal(matter.desk.store, circumstances(matter))
  return earlier === 'id-clash' ? { outcome: 'id-clash' } : earlier
}

const record = async (matter: Matter, folded: Folded, { events, guards, warnings, next }: Ready): Promise<Answer | Again> => {
  const { desk, aggregate, request, stream, digest } = matter
  const expected = folded.revision < 0 ? 'new' : folded.revision
  const all = request.guard ? [...(guards ?? []), request.guard] : guards
  const outcome = await desk.store.append({ stream, expected, commandId: request.commandId, commandDigest: digest, events, guards: all })
  switch (outcome.outcome) {
    case 'appended': {
      if (isOvertaken(outcome)) return recorded(matter, outcome)
      const states = statesOf(desk.store, aggregate)
      if (next) states.set(stream, next)
      else states.delete(stream)
      return { ...outcome, warnings }
    }
    case 'duplicate':
      return recorded(matter, outcome)
    case 'conflict':
      return outcome.stream === request.guard?.stream ? { outcome: 'conflict', revision: folded.revision } : 'again'
    // A refused command's event has the id that this command's first event has.
    case 'id-clash':
      return (await earlierRefusal(matter)) ?? { outcome: 'id-clash' }
  }
}

const refuse = async (matter: Matter, refusal: Refusal): Promise<Answer | Again> => {
  const { answer, recorded } = await recordRefusal(matter.desk.store, circumstances(matter), matter.request.name, refusal)
  switch (recorded.outcome) {
    case 'appended':
      return answer
    case 'duplicate':
      return (await earlierRefusal(matter)) ?? answer
    // Accepted by another process meanwhile, or refused before with another body.
    case 'id-clash':
      return (await earlierRefusal(matter)) ?? 'again'
    case 'conflict':
      return 'again'
  }
}

/** A command that asks for what already is so leaves no trace. */
const nothingToRecord = async ({ desk, stream, now }: Matter, { revision }: Folded): Promise<Answer> => {
  const position = await desk.store.lastPosition()
  return {
    outcome: 'appended',
    stream,
    ids: [],
    types: [],
    firstRevision: revision + 1,
    lastRevision: revision,
    firstPosition: position,
    lastPosition: position,
    recordedAt: now,
    warnings: [],
  }
}
