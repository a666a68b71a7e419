import type { DataSource } from 'typeorm'
import { type EventStore, LoginRefused, LogWentBack, StoreDenied } from '@case-timeline/event-store'
import type { Vault } from '@case-timeline/vault'
import type { Readiness, ReadinessState } from './health.controller.ts'
import { shared, unlessLate } from './shared.ts'
import { rootMessageOf } from './start-failure.ts'
import type { ClockWatch } from './clock-watch.ts'
import type { EventFeedConnection } from './event-feed-connection.ts'
import type { LogWatch } from './log-watch.ts'

const CHECK_TIMEOUT_MS = 2_000
const VAULT_UNREACHABLE = 'the vault cannot be reached: no members can be encrypted or decrypted; check VAULT_URL and its database'

const LOGIN_REFUSED =
  'the event store refuses the login of this service: correct its password there, or EVENT_STORE_URL, and start the service again'
const RIGHT_REFUSED = 'the event store refuses the login of this service a right: give it back, with casectl provide --parts events'

/** The dependencies of a service that are checked. */
export interface ReadinessDependencies {
  readonly store: EventStore
  readonly db: DataSource
  readonly vault: Pick<Vault, 'ping'>
  readonly eventFeed: Pick<EventFeedConnection, 'degradedReasons' | 'wasReached'>
  readonly logWatch: Pick<LogWatch, 'degradedReasons'>
  readonly clockWatch: ClockWatch
  /** Why signed commands of agencies are not received, or the log is not written. */
  ownDegradedReasons(): readonly string[]
  /** Whether the service is stopping. */
  isStopping(): boolean
}

const STOPPING: ReadinessState = { isStopping: true, missing: [], degradedReasons: [] }

/**
 * Checks the event store, the views' database, the vault, the event feed and the clocks, each with a time limit. The loss
 * of the vault, of events that consumers had handled, or of a feed that was reached before, is reported but does not make
 * the service unready: commands are still recorded, except those that encrypt members, and their events are delivered
 * when the feed is back. While the clocks differ, what was recorded can still be read. A service that stops is unready at
 * once.
 */
export const readinessOf = (dependencies: ReadinessDependencies): Readiness => {
  const check = shared(() => checkOf(dependencies))
  return { state: async () => (dependencies.isStopping() ? STOPPING : check()) }
}

const checkOf = async (dependencies: ReadinessDependencies): Promise<ReadinessState> => {
  const { store, db, vault, eventFeed, logWatch, clockWatch, ownDegradedReasons } = dependencies
  const [ofStore, missingViews, ofVault, degradedReasons, offLogReasons, clockReasons] = await Promise.all([
    unlessLate(CHECK_TIMEOUT_MS, AWAY, () => store.lastPosition().then(() => PRESENT, missingStore)),
    nameIfUnreachable(() => db.query('select 1'), 'the views’ database'),
    unlessLate(CHECK_TIMEOUT_MS, [VAULT_UNREACHABLE], () => vault.ping().then(() => [], vaultReasons)),
    eventFeed.degradedReasons(),
    logWatch.degradedReasons(),
    clockWatch.degradedReasons(),
  ])
  const isFeedMissing = degradedReasons.length > 0 && !eventFeed.wasReached()
  return {
    isStopping: false,
    missing: [...ofStore.missing, ...missingViews, ...(isFeedMissing ? ['the event feed'] : [])],
    degradedReasons: [...ofStore.reasons, ...degradedReasons, ...offLogReasons, ...clockReasons, ...ofVault, ...ownDegradedReasons()],
  }
}

const vaultReasons = (error: unknown): string[] => [`${VAULT_UNREACHABLE} (${rootMessageOf(error)})`]

/** What is missing has its name for every caller, and the reason for those who may see reasons. */
interface CheckedStore {
  readonly missing: readonly string[]
  readonly reasons: readonly string[]
}

const PRESENT: CheckedStore = { missing: [], reasons: [] }
const AWAY: CheckedStore = { missing: ['the event store'], reasons: [] }

/** A store that refuses is not away: who looks at its server and the network finds nothing. */
const missingStore = (error: unknown): CheckedStore => {
  // It answers: `logWatch` reports which consumers wait.
  if (error instanceof LogWentBack) return PRESENT
  if (error instanceof LoginRefused) return { ...AWAY, reasons: [LOGIN_REFUSED] }
  if (error instanceof StoreDenied) return { ...AWAY, reasons: [RIGHT_REFUSED] }
  return AWAY
}

/** The name of a dependency, if its check fails or takes too long; otherwise nothing. */
const nameIfUnreachable = (check: () => Promise<unknown>, name: string): Promise<string[]> =>
  unlessLate(CHECK_TIMEOUT_MS, [name], () => check().then(() => []))
