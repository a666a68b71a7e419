import { type EventType, eventType, SERVICES, type ServiceName, type Visibility } from '@case-timeline/contracts'
import { type Append, type EventStore, seal, type StoredEvent, StoreUnavailable } from '@case-timeline/event-store'
import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { Chance } from './chance.ts'

const CASES = 200
const LANES = 16
const READERS: readonly Visibility[] = [
  [],
  ['prosecution'],
  ['victimSupport'],
  ['prosecution', 'adjudication'],
  ['investigation', 'prosecution'],
]

const typeOf = (service: ServiceName, visibility: Visibility): EventType =>
  eventType({
    type: `${service}.Noted`,
    version: 1,
    kind: 'report',
    meaning: 'Something was noted.',
    visibility,
    data: z.strictObject({ number: z.int(), padding: z.string() }),
    example: { number: 1, padding: '' },
  })

const uuidOf = (text: string): string => {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const command = (seeded: Chance, number: number): Append => {
  const service = seeded.oneOf(SERVICES)
  const caseId = uuidOf(`case ${seeded.between(1, CASES)}`)
  const stream = `${service}.case-${caseId}`
  const commandId = uuidOf(`command ${number} ${seeded.next()}`)
  const commandDigest = Buffer.alloc(32, 1)
  const about = {
    service,
    deployment: 'crash',
    stream,
    caseId,
    commandId,
    commandDigest,
    jurisdiction: 'ZZ',
    actor: { userId: 'k.santoso', agencyId: 'zz-agency', role: 'investigator' },
    correlationId: 'crash',
    now: new Date().toISOString(),
  }
  const type = typeOf(service, seeded.oneOf(READERS))
  const facts = Array.from({ length: seeded.between(1, 3) }, () => ({
    type: type.type,
    data: { number, padding: 'x'.repeat(seeded.between(0, 600)) },
  }))
  return { stream, expected: 'any', commandId, commandDigest, events: seal(facts, about, () => type) }
}

/** What a caller does when the answer was lost: the same again. */
const untilAnswered = async (store: EventStore, one: Append): Promise<void> => {
  for (;;)
    try {
      const { outcome } = await store.append(one)
      if (outcome === 'appended' || outcome === 'duplicate') return
      throw new Error(`a command was answered by ${outcome}`)
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      await pause(20)
    }
}

/** Between two commands of one writer once the events are enough, and something else is waited for. */
const DAWDLE_MS = 50

/**
 * Many writers, over all services and on shared cases, until enough events are recorded and `isEnough`.
 * @returns the ids of all events that were to be recorded
 */
export const write = async (
  storeOf: (service: ServiceName) => EventStore,
  seeded: Chance,
  events: number,
  isEnough: () => boolean,
): Promise<readonly string[]> => {
  const ids: string[] = []
  let number = 0
  const lane = async (): Promise<void> => {
    while (ids.length < events || !isEnough()) {
      if (ids.length >= events) await pause(DAWDLE_MS)
      const one = command(seeded, number++)
      ids.push(...one.events.map(({ id }) => id))
      await untilAnswered(storeOf(one.stream.split('.')[0] as ServiceName), one)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return ids
}

const reading = async (store: EventStore, after: string): ReturnType<EventStore['readAll']> => {
  for (;;)
    try {
      return await store.readAll({ after, limit: 5_000 })
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      await pause(20)
    }
}

/** Everything that a store shows after a position, in the order of the log. */
export const logAfter = async (store: EventStore, after: string): Promise<readonly StoredEvent[]> => {
  const events: StoredEvent[] = []
  for (let position = after; ;) {
    const page = await reading(store, position)
    events.push(...page.events)
    if (page.position === position) return events
    position = page.position
  }
}
