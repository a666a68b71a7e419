import { AccessExcluded } from '@case-timeline/contracts'
import { type EventStore, standing, streamName, type StreamGuard, unchanged } from '@case-timeline/event-store'
import { LRUCache } from 'lru-cache'
import { isUnheardOf, participants, type Receiving } from './participation.ts'
import type { Principal } from './principal.ts'

/** How a user of an agency stands to a case, as far as this service can see. */
export type Standing = 'takes-part' | 'stranger' | 'unheard-of' | 'excluded'

/** How somebody stands to a case, and what holds as long as nobody can have been excluded since. */
export interface Admission {
  readonly standing: Standing
  readonly guard: StreamGuard
}

/** Tells who takes part in which case. An abstract class, because Nest injects it by this token. */
export abstract class CaseGate {
  /** By what the sector of his agency may see: who was let in by an event that is not shared with it stays outside. @throws StoreUnavailable */
  abstract standing(who: Pick<Principal, 'userId' | 'agencyId' | 'sector'>, caseId: string): Promise<Standing>
  /** The same for whoever goes on to record something: an exclusion that comes meanwhile breaks the guard. @throws StoreUnavailable */
  abstract admission(who: Pick<Principal, 'userId' | 'agencyId' | 'sector'>, caseId: string): Promise<Admission>
  /** Whether he is excluded, whoever takes part: all that is asked about who sees every case. @throws StoreUnavailable */
  abstract excludes(who: Pick<Principal, 'userId' | 'sector'>, caseId: string): Promise<boolean>
}

/** How long a positive answer is believed: so long may an agency that a correction takes out of a case still read it. */
const BELIEVED_MS = 60_000

/** Asked anew each time: an exclusion beats everything, and at once. Each sector excludes its own users, in its own record of the case. */
const exclusion = async (store: EventStore, { userId, sector }: Pick<Principal, 'userId' | 'sector'>, caseId: string) => {
  const stream = streamName(sector, 'record', caseId)
  const record = await store.readStream(stream)
  return {
    isExcluded: standing(record, AccessExcluded).some(({ data }) => data.userId === userId),
    guard: unchanged(record, stream),
  }
}

/** Answers from the store's events. A positive answer is kept for a minute (the newest `remembered` of them), a negative one never. */
export const caseGate = (store: EventStore, receiving?: Receiving, remembered = 50_000): CaseGate => {
  const takingPart = new LRUCache<string, true>({ max: remembered, ttl: BELIEVED_MS })
  const participation = async ({ agencyId, sector }: Pick<Principal, 'agencyId' | 'sector'>, caseId: string): Promise<Standing> => {
    const key = `${agencyId} ${sector} ${caseId}`
    if (takingPart.has(key)) return 'takes-part'
    const history = (await store.readCase(caseId)).filter(({ visibility }) => visibility.includes(sector))
    if (isUnheardOf(history)) return 'unheard-of'
    if (!participants(history, receiving).has(agencyId)) return 'stranger'
    takingPart.set(key, true)
    return 'takes-part'
  }
  const admission: CaseGate['admission'] = async (who, caseId) => {
    const { isExcluded, guard } = await exclusion(store, who, caseId)
    return { standing: isExcluded ? 'excluded' : await participation(who, caseId), guard }
  }
  return {
    excludes: async (who, caseId) => (await exclusion(store, who, caseId)).isExcluded,
    standing: async (who, caseId) => (await admission(who, caseId)).standing,
    admission,
  }
}
