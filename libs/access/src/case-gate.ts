import { type AgencyId, comparePositions, type ServiceName } from '@case-timeline/contracts'
import { accountOf, isCorrection, streamName } from '@case-timeline/casework'
import {
  foldReadable,
  historyOf,
  type EventStore,
  type ReadCase,
  rememberedOf,
  type StoredEvent,
  type StreamGuard,
} from '@case-timeline/event-store'
import { LRUCache } from 'lru-cache'
import {
  ENDING_PARTICIPATION,
  excludedUsers,
  isUnknownCase,
  NO_PARTICIPANTS,
  officeWithCase,
  participants,
  type Participants,
  type ReceivingAgency,
  takesPart,
} from './participation.ts'
import { assignmentsInForce, type PersonallyAssigned, type UserInRoles } from './personal-assignment.ts'
import type { Principal } from './principal.ts'

/**
 * The relation of a user of an agency to a case, as far as this service can see. `assigned`: the user takes part, because
 * an agency of the sector assigned the user to a role in the case, and the user's own agency does not.
 */
export type Participation = 'participating' | 'assigned' | 'notParticipating' | 'unknownCase' | 'excluded'

/** A user of an agency and a sector; without roles, an assignment of the user to a role in the case does not count. */
export type CaseUser = Pick<Principal, 'userId' | 'agencyId' | 'sector'> & UserInRoles

/** How a user who is about to record something was admitted to a case. */
export interface Admission {
  readonly participation: Participation
  /** Holds as long as the user cannot have been excluded since, nor ceased to take part. */
  readonly guard: StreamGuard
  /** The case as it was read for this; absent for an agency that was known to have no part in it. */
  readonly readCase?: ReadCase | undefined
  /** The assignments that let a user of another agency take part. */
  readonly assignments?: PersonallyAssigned | undefined
}

/** Checks who participates in which case. An abstract class, because Nest injects it by this token. */
export abstract class CaseGate {
  /**
   * Decided by the events that the user's sector may see: an event that is not shared with that sector admits none of
   * its agencies. @throws StoreUnavailable
   */
  abstract participationIn(user: CaseUser, caseId: string): Promise<Participation>
  /**
   * Like `participationIn`, for a user who is about to record something: an exclusion that is recorded later breaks the
   * guard. @throws StoreUnavailable
   */
  abstract admission(user: CaseUser, caseId: string): Promise<Admission>
  /**
   * The assignments by which a user takes part whose agency does not; empty: the user takes no part, or by the agency.
   * @throws StoreUnavailable
   */
  abstract assignmentsOf(user: CaseUser, caseId: string): Promise<PersonallyAssigned>
  /**
   * The offices of a sector that take part in a case: first the one that has it, whose are its tasks; empty: none does.
   * @throws StoreUnavailable
   */
  abstract officesIn(sector: ServiceName, caseId: string): Promise<readonly AgencyId[]>
  /** Whether the user is excluded: the only check for users who may read every case. @throws StoreUnavailable */
  abstract isExcludedFrom(user: Pick<Principal, 'userId' | 'sector'>, caseId: string): Promise<boolean>
}

/** What a case says of who may enter it. Each sector excludes its own users, in its own record of the case. */
interface Entry {
  /** Those of the sector that take part, by the events that the sector may see. */
  readonly participants: Participants
  readonly isUnknown: boolean
  readonly excluded: ReadonlySet<string>
  readonly guard: StreamGuard
  /** Of the last event that was read. */
  readonly position: string
}

const excludedIn = (record: readonly StoredEvent[]): ReadonlySet<string> =>
  foldReadable(record, (events) => excludedUsers(historyOf(events)))

/**
 * @param record the name of the sector's record of the case
 * @param before what earlier events say of who takes part
 */
const entryBy = (
  events: readonly StoredEvent[],
  sector: ServiceName,
  record: string,
  receiving: ReceivingAgency | undefined,
  before: Participants = NO_PARTICIPANTS,
): Entry => {
  const seen = events.filter(({ visibility }) => visibility.includes(sector))
  const recorded = events.filter(({ stream }) => stream === record)
  return {
    // Folded apart: a malformed event of one must not hide an exclusion in the other.
    participants: foldReadable(seen, (readable) => participants(readable, sector, receiving?.participationEvents, before)),
    excluded: excludedIn(recorded),
    isUnknown: isUnknownCase(seen),
    guard: { stream: record, revision: recorded.at(-1)?.revision ?? -1, types: ENDING_PARTICIPATION },
    position: events.at(-1)?.position ?? '0',
  }
}

/** An entry with what later events add to it, none of which is a correction. */
const withAdded = (entry: Entry, added: Entry): Entry => ({
  ...added,
  excluded: new Set([...entry.excluded, ...added.excluded]),
  isUnknown: entry.isUnknown && added.isUnknown,
  guard: added.guard.revision < entry.guard.revision ? entry.guard : added.guard,
})

/** How a case is read: its events after a position, or all of them. */
interface CaseReading {
  later(after: string | undefined): Promise<readonly StoredEvent[]>
  whole(): Promise<readonly StoredEvent[]>
}

const readFrom =
  (store: EventStore) =>
  async (caseId: string): Promise<ReadCase> => {
    const { generation } = store
    const events = await store.readCase(caseId)
    return { events, history: historyOf(events), generation }
  }

const eventsAfter = (events: readonly StoredEvent[], after: string | undefined): readonly StoredEvent[] =>
  events.slice(events.findLastIndex(({ position }) => position === after) + 1)

/**
 * A case gate over the store's events. What a case says of participants and exclusions is kept (of at most `maxCached`
 * cases), and what was recorded since is read from the store each time: an exclusion applies at once and overrides
 * everything.
 * @param readCase reads a case for decisions, which remember it; default: from the store
 * @param now epoch milliseconds: an assignment begins and ends without an event
 */
export const caseGate = (
  store: EventStore,
  receiving?: ReceivingAgency,
  readCase = readFrom(store),
  maxCached = 50_000,
  now: () => number = Date.now,
): CaseGate => {
  const entriesOfLog = rememberedOf(store, () => new LRUCache<string, Entry>({ max: maxCached }))
  const keyOf = (caseId: string, sector: ServiceName) => `${caseId} ${sector}`
  const keptOf = (caseId: string, sector: ServiceName): Entry | undefined => entriesOfLog().get(keyOf(caseId, sector))
  const entryOf = async (caseId: string, sector: ServiceName, reading: CaseReading): Promise<Entry> => {
    const entries = entriesOfLog()
    const kept = entries.get(keyOf(caseId, sector))
    const later = await reading.later(kept?.position)
    // The log went back meanwhile: what is kept may be of the log that is lost.
    if (entriesOfLog() !== entries) return entryOf(caseId, sector, reading)
    if (kept && later.length === 0) return kept
    const record = streamName(sector, 'record', caseId)
    const ofEvents = (events: readonly StoredEvent[], before?: Participants) => entryBy(events, sector, record, receiving, before)
    // A correction may concern any earlier event.
    const isCorrected = kept !== undefined && later.some(isCorrection)
    const entry =
      kept && !isCorrected ? withAdded(kept, ofEvents(later, kept.participants)) : ofEvents(isCorrected ? await reading.whole() : later)
    // Nothing is kept of what does not exist: anybody can name it.
    if (later.length > 0) entries.set(keyOf(caseId, sector), entry)
    return entry
  }
  /** What is read for strangers must not displace what decisions remember. */
  const isKnownToTakePart = (user: CaseUser, caseId: string): boolean => {
    const { participants: kept } = keptOf(caseId, user.sector) ?? { participants: NO_PARTICIPANTS }
    return takesPart(kept, user.agencyId, receiving) || assignmentsInForce(kept.assigned ?? [], user, now()).length > 0
  }
  const fromStore = (caseId: string, mayRemember = false): CaseReading => ({
    later: (after) => store.readCase(caseId, { after }),
    whole: async () => (mayRemember ? (await readCase(caseId)).events : store.readCase(caseId)),
  })
  const admissionBy = (entry: Entry, user: CaseUser): Pick<Admission, 'participation' | 'assignments'> => {
    if (entry.excluded.has(accountOf(user.userId))) return { participation: 'excluded' }
    if (entry.isUnknown) return { participation: 'unknownCase' }
    if (takesPart(entry.participants, user.agencyId, receiving)) return { participation: 'participating' }
    const assignments = assignmentsInForce(entry.participants.assigned ?? [], user, now())
    return assignments.length > 0 ? { participation: 'assigned', assignments } : { participation: 'notParticipating' }
  }
  const readAdmission = async (user: CaseUser, caseId: string) =>
    admissionBy(await entryOf(caseId, user.sector, fromStore(caseId, isKnownToTakePart(user, caseId))), user)
  return {
    participationIn: async (user, caseId) => (await readAdmission(user, caseId)).participation,
    assignmentsOf: async (user, caseId) => (await readAdmission(user, caseId)).assignments ?? [],
    async officesIn(sector, caseId) {
      const { participants: found } = await entryOf(caseId, sector, fromStore(caseId))
      const office = officeWithCase(found, receiving)
      const handedTo = found.isHandedOver && receiving ? [receiving.agencyId] : []
      return [...new Set([...(office === undefined ? [] : [office]), ...found.agencies, ...handedTo])]
    },
    async isExcludedFrom({ userId, sector }, caseId) {
      const excluded = keptOf(caseId, sector)
        ? (await entryOf(caseId, sector, fromStore(caseId))).excluded
        : excludedIn(await store.readStream(streamName(sector, 'record', caseId)))
      return excluded.has(accountOf(userId))
    },
    admission: async function admission(user, caseId) {
      const { sector } = user
      const isKept = keptOf(caseId, sector) !== undefined
      if (isKept && !isKnownToTakePart(user, caseId)) {
        const entry = await entryOf(caseId, sector, fromStore(caseId))
        return { ...admissionBy(entry, user), guard: entry.guard }
      }
      const read = await (isKept ? readCase : readFrom(store))(caseId)
      if (read.generation !== store.generation) return admission(user, caseId)
      const kept = keptOf(caseId, sector)
      // Another reading, which began later, may have ended before. What it found would be folded with what is older than it.
      const isOlder = kept !== undefined && comparePositions(read.events.at(-1)?.position ?? '0', kept.position) < 0
      const entry = isOlder
        ? entryBy(read.events, sector, streamName(sector, 'record', caseId), receiving)
        : await entryOf(caseId, sector, {
            later: (after) => Promise.resolve(eventsAfter(read.events, after)),
            whole: () => Promise.resolve(read.events),
          })
      return { ...admissionBy(entry, user), guard: entry.guard, readCase: read }
    },
  }
}
