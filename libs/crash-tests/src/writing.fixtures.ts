import { type EventType, eventType, SERVICES, type ServiceName, type Visibility } from '@case-timeline/contracts'
import { type Append, type EventStore, hashEvents, type StoredEvent, StoreUnavailable } from '@case-timeline/event-store'
import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { SeededRandom } from './seeded-random.ts'

const CASES = 200
const WRITERS = 16
const VISIBILITIES: readonly Visibility[] = [
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

/** What the services of a crash test record. */
export const CRASH_TYPES: readonly EventType[] = SERVICES.map((service) => typeOf(service, []))

/** A UUID of version 8 (RFC 9562), made from a hash of the text. */
const uuidOf = (text: string): string => {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const command = (random: SeededRandom, number: number): Append => {
  const service = random.pick(SERVICES)
  const caseId = uuidOf(`case ${random.between(1, CASES)}`)
  const stream = `${service}.case-${caseId}`
  const commandId = uuidOf(`command ${number} ${random.next()}`)
  const commandDigest = Buffer.alloc(32, 1)
  const recordingContext = {
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
  const type = typeOf(service, random.pick(VISIBILITIES))
  const facts = Array.from({ length: random.between(1, 3) }, () => ({
    type: type.type,
    data: { number, padding: 'x'.repeat(random.between(0, 600)) },
  }))
  return { stream, expected: 'any', commandId, commandDigest, events: hashEvents(facts, recordingContext, () => type) }
}

/** Appends, and retries until there is an answer, as a caller does when an answer was lost. */
const appendUntilAnswered = async (store: EventStore, append: Append): Promise<void> => {
  for (;;)
    try {
      const { outcome } = await store.append(append)
      if (outcome === 'appended' || outcome === 'duplicate') return
      throw new Error(`a command was answered with ${outcome}`)
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      await pause(20)
    }
}

/** The pause of a writer between two commands when there are enough events and only `isEnough` does not hold yet. */
const WRITE_PAUSE_MS = 50

/**
 * Runs many concurrent writers, of all services and on shared cases, until enough events are recorded and `isEnough`
 * holds.
 * @returns the ids of all recorded events
 */
export const write = async (
  storeOf: (service: ServiceName) => EventStore,
  random: SeededRandom,
  events: number,
  isEnough: () => boolean,
): Promise<readonly string[]> => {
  const ids: string[] = []
  let number = 0
  const writer = async (): Promise<void> => {
    while (ids.length < events || !isEnough()) {
      if (ids.length >= events) await pause(WRITE_PAUSE_MS)
      const append = command(random, number++)
      ids.push(...append.events.map(({ id }) => id))
      await appendUntilAnswered(storeOf(append.stream.split('.')[0] as ServiceName), append)
    }
  }
  await Promise.all(Array.from({ length: WRITERS }, writer))
  return ids
}

const readPage = async (store: EventStore, after: string): ReturnType<EventStore['readAll']> => {
  for (;;)
    try {
      return await store.readAll({ after, limit: 5_000 })
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      await pause(20)
    }
}

/** All events that a store returns after a position, in log order. */
export const logAfter = async (store: EventStore, after: string): Promise<readonly StoredEvent[]> => {
  const events: StoredEvent[] = []
  for (let position = after; ;) {
    const page = await readPage(store, position)
    events.push(...page.events)
    if (page.position === position) return events
    position = page.position
  }
}
