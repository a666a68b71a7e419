import { streamName, streamUnchanged } from '@case-timeline/casework'
import { foldReadable, historyOf, type EventStore, rememberedOf, type StreamGuard } from '@case-timeline/event-store'
import { LRUCache } from 'lru-cache'
import { excludedUsers, isUnknownCase, participants, type ReceivingAgency } from './participation.ts'
import type { Principal } from './principal.ts'

/** The relation of a user of an agency to a case, as far as this service can see. */
export type Participation = 'participating' | 'notParticipating' | 'unknownCase' | 'excluded'

/** A user's participation in a case, and a guard that holds as long as the user cannot have been excluded since. */
export interface Admission {
  readonly participation: Participation
  readonly guard: StreamGuard
}

/** Checks who participates in which case. An abstract class, because Nest injects it by this token. */
export abstract class CaseGate {
  /**
   * Decided by the events that the user's sector may see: an event that is not shared with that sector admits none of
   * its agencies. @throws StoreUnavailable
   */
  abstract participationIn(user: Pick<Principal, 'userId' | 'agencyId' | 'sector'>, caseId: string): Promise<Participation>
  /**
   * Like `participationIn`, for a user who is about to record something: an exclusion that is recorded later breaks the
   * guard. @throws StoreUnavailable
   */
  abstract admission(user: Pick<Principal, 'userId' | 'agencyId' | 'sector'>, caseId: string): Promise<Admission>
  /** Whether the user is excluded: the only check for users who may read every case. @throws StoreUnavailable */
  abstract isExcludedFrom(user: Pick<Principal, 'userId' | 'sector'>, caseId: string): Promise<boolean>
}

/** Lifetime of a cached positive answer: an agency that a correction removes from a case may read it for that time. */
const PARTICIPATION_TTL_MS = 60_000

/**
 * Whether a user is excluded from a case, read from the store each time: an exclusion applies at once and overrides
 * everything. Each sector excludes its own users, in its own record of the case.
 */
const exclusionOf = async (store: EventStore, { userId, sector }: Pick<Principal, 'userId' | 'sector'>, caseId: string) => {
  const stream = streamName(sector, 'record', caseId)
  return foldReadable(await store.readStream(stream), (events) => {
    const record = historyOf(events)
    return {
      isExcluded: excludedUsers(record).has(userId),
      guard: streamUnchanged(record, stream),
    }
  })
}

/**
 * A case gate over the store's events. A positive answer is cached for a minute (at most `maxCached` of them), a
 * negative one never.
 */
export const caseGate = (store: EventStore, receiving?: ReceivingAgency, maxCached = 50_000): CaseGate => {
  const participantCacheOfLog = rememberedOf(store, () => new LRUCache<string, true>({ max: maxCached, ttl: PARTICIPATION_TTL_MS }))
  const agencyParticipation = async (
    { agencyId, sector }: Pick<Principal, 'agencyId' | 'sector'>,
    caseId: string,
  ): Promise<Participation> => {
    const key = `${agencyId} ${sector} ${caseId}`
    const participantCache = participantCacheOfLog()
    if (participantCache.has(key)) return 'participating'
    const history = (await store.readCase(caseId)).filter(({ visibility }) => visibility.includes(sector))
    if (isUnknownCase(history)) return 'unknownCase'
    if (!foldReadable(history, (events) => participants(events, sector, receiving)).has(agencyId)) return 'notParticipating'
    participantCache.set(key, true)
    return 'participating'
  }
  const admission: CaseGate['admission'] = async (user, caseId) => {
    const { isExcluded, guard } = await exclusionOf(store, user, caseId)
    return { participation: isExcluded ? 'excluded' : await agencyParticipation(user, caseId), guard }
  }
  return {
    isExcludedFrom: async (user, caseId) => (await exclusionOf(store, user, caseId)).isExcluded,
    participationIn: async (user, caseId) => (await admission(user, caseId)).participation,
    admission,
  }
}
