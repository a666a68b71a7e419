import type { AgencyId, ServiceName } from '@case-timeline/contracts'
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

/** What a sector's record of a case says, up to its last event. */
interface KeptRecord {
  readonly excluded: ReadonlySet<string>
  readonly guard: StreamGuard
  readonly revision: number
}

/**
 * The users whom a sector excluded from a case. Each sector excludes its own users, in its own record of the case. What
 * was recorded since is read from the store each time: an exclusion applies at once and overrides everything.
 */
const recordsOf = (store: EventStore, maxCached: number) => {
  const keptOfLog = rememberedOf(store, () => new LRUCache<string, KeptRecord>({ max: maxCached }))
  const recordIn = async (stream: string): Promise<KeptRecord> => {
    const keptRecords = keptOfLog()
    const kept = keptRecords.get(stream)
    const later = await store.readStream(stream, kept?.revision)
    // The log went back meanwhile: what is kept may be of the log that is lost.
    if (keptOfLog() !== keptRecords) return recordIn(stream)
    if (kept && later.length === 0) return kept
    const events = kept ? await store.readStream(stream) : later
    const read = foldReadable(events, (readable) => {
      const record = historyOf(readable)
      return { excluded: excludedUsers(record), guard: streamUnchanged(record, stream), revision: events.at(-1)?.revision ?? -1 }
    })
    // Nothing is kept of what does not exist: anybody can name it.
    if (events.length > 0) keptRecords.set(stream, read)
    return read
  }
  return recordIn
}

/** Who participates in a case, by the events that a sector may see up to a position. */
interface KeptCase {
  readonly agencies: ReadonlySet<AgencyId>
  readonly isUnknown: boolean
  readonly position: string
}

/** What was recorded since is read from the store each time; then the whole case is read again. */
const casesOf = (store: EventStore, receiving: ReceivingAgency | undefined, maxCached: number) => {
  const keptOfLog = rememberedOf(store, () => new LRUCache<string, KeptCase>({ max: maxCached }))
  const caseOf = async (caseId: string, sector: ServiceName): Promise<KeptCase> => {
    const keptCases = keptOfLog()
    const key = `${caseId} ${sector}`
    const kept = keptCases.get(key)
    const later = await store.readCase(caseId, { after: kept?.position })
    if (keptOfLog() !== keptCases) return caseOf(caseId, sector)
    if (kept && later.length === 0) return kept
    const all = kept ? await store.readCase(caseId) : later
    const history = all.filter(({ visibility }) => visibility.includes(sector))
    const read = {
      agencies: foldReadable(history, (events) => participants(events, sector, receiving)),
      isUnknown: isUnknownCase(history),
      position: all.at(-1)?.position ?? '0',
    }
    if (all.length > 0) keptCases.set(key, read)
    return read
  }
  return caseOf
}

/**
 * A case gate over the store's events. A positive answer is cached for a minute, and what a case says of participants and
 * exclusions until something is recorded in it (at most `maxCached` of each).
 */
export const caseGate = (store: EventStore, receiving?: ReceivingAgency, maxCached = 50_000): CaseGate => {
  const participantCacheOfLog = rememberedOf(store, () => new LRUCache<string, true>({ max: maxCached, ttl: PARTICIPATION_TTL_MS }))
  const recordOf = recordsOf(store, maxCached)
  const caseOf = casesOf(store, receiving, maxCached)
  const agencyParticipation = async (
    { agencyId, sector }: Pick<Principal, 'agencyId' | 'sector'>,
    caseId: string,
  ): Promise<Participation> => {
    const key = `${agencyId} ${sector} ${caseId}`
    const participantCache = participantCacheOfLog()
    if (participantCache.has(key)) return 'participating'
    const { agencies, isUnknown } = await caseOf(caseId, sector)
    if (isUnknown) return 'unknownCase'
    if (!agencies.has(agencyId)) return 'notParticipating'
    participantCache.set(key, true)
    return 'participating'
  }
  const admission: CaseGate['admission'] = async (user, caseId) => {
    const { excluded, guard } = await recordOf(streamName(user.sector, 'record', caseId))
    return { participation: excluded.has(user.userId) ? 'excluded' : await agencyParticipation(user, caseId), guard }
  }
  return {
    isExcludedFrom: async ({ userId, sector }, caseId) => (await recordOf(streamName(sector, 'record', caseId))).excluded.has(userId),
    participationIn: async (user, caseId) => (await admission(user, caseId)).participation,
    admission,
  }
}
