import { type AgencyRegister, agencyRegister, InvalidAgencyKeys, type InProcessVerifier } from '@case-timeline/access'
import type { ServiceName } from '@case-timeline/contracts'
import { type CommandMessage, type CommandNotice, followCommands } from '@case-timeline/feed'
import { type Configuration, ConfigurationError } from './configuration.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import {
  commandAnswerer,
  type MessageOutcome,
  receivedCommands,
  signedCommandDispatcher,
  type SignedCommands,
  type Inject,
} from '@case-timeline/agency-api'

export interface InboundOptions {
  readonly service: ServiceName
  readonly configuration: Configuration
  /** The verifier of the service's access guard. */
  readonly tokens: InProcessVerifier
  /** Sends a request to the service's own HTTP API. */
  readonly inject: Inject
  /** undefined: no keys of agencies are configured. */
  readonly register: AgencyRegister | undefined
  readonly log: Log
  readonly metrics: Metrics
}

/** The running consumer of signed commands. */
export interface Inbound {
  /** Finishes the current message and leaves the consumer group. */
  stop(): Promise<void>
  /** Why commands are not received now, with what to do; empty if they are. */
  degradedReasons(): readonly string[]
}

/**
 * Opens the register of the keys of agencies, if AGENCY_KEYS is set.
 * @throws ConfigurationError if its document is invalid
 */
export const openRegister = async (
  service: ServiceName,
  { AGENCY_KEYS, DEVELOPMENT_MODE }: Configuration,
  log: Log,
): Promise<AgencyRegister | undefined> => {
  if (!AGENCY_KEYS) return undefined
  const logReadFailure = (error: unknown) =>
    log.error({ err: error }, 'AGENCY_KEYS cannot be read: the last valid keys stay in use; check the document at that address')
  return agencyRegister(AGENCY_KEYS, { development: DEVELOPMENT_MODE === 'on', onReadFailure: logReadFailure }).catch((error: unknown) => {
    if (!(error instanceof InvalidAgencyKeys)) throw error
    throw new ConfigurationError(`${service} cannot start: the document of AGENCY_KEYS is invalid: ${error.message}`)
  })
}

/** The reception of signed commands over HTTP. */
export const signedCommandsOver = ({ service, configuration, tokens, inject, register, log, metrics }: InboundOptions): SignedCommands =>
  receivedCommands({
    service,
    deployment: configuration.DEPLOYMENT,
    schemasUrl: configuration.SCHEMAS_URL,
    register,
    dispatch: signedCommandDispatcher(tokens, inject, { isLimited: true }),
    report: (result) => {
      metrics.messageAnswered(result.outcome)
      if (result.outcome === 'quarantined') log.warn({ reason: result.reason, detail: result.detail }, 'a signed command was rejected')
      else log.info(result, 'a signed command was answered')
    },
  })

/**
 * Receives commands that agencies send as messages, if AGENCY_KEYS is set and the event feed is Kafka: the service's own
 * HTTP API must be ready. Does not wait for a broker that is not available.
 * @returns undefined if the service receives no messages
 */
export const openInbound = (options: InboundOptions): Inbound | undefined => {
  const { service, configuration, tokens, register, log, metrics } = options
  const { EVENT_FEED_URL, DEPLOYMENT, SCHEMAS_URL } = configuration
  if (!register || !EVENT_FEED_URL.startsWith('kafka:')) return undefined
  const stopping = new AbortController()
  const following = followCommands({
    url: EVENT_FEED_URL,
    service,
    deployment: DEPLOYMENT,
    answer: commandAnswerer({
      service,
      deployment: DEPLOYMENT,
      schemasUrl: SCHEMAS_URL,
      register,
      dispatch: signedCommandDispatcher(tokens, options.inject),
      now: () => new Date().toISOString(),
      report: (message, result) => {
        metrics.messageAnswered(result.outcome)
        logOutcome(log, message, result)
      },
    }),
    signal: stopping.signal,
    observe: commandObserver(log),
  })
  return {
    degradedReasons: following.degradedReasons,
    async stop() {
      stopping.abort()
      await following.stopped
    },
  }
}

const logOutcome = (log: Log, { topic, partition, offset }: CommandMessage, result: MessageOutcome): void =>
  result.outcome === 'quarantined'
    ? log.warn({ topic, partition, offset, reason: result.reason, detail: result.detail }, 'a message was quarantined')
    : log.info({ ...result, partition, offset }, 'a signed command was answered')

const commandObserver =
  (log: Log) =>
  (notice: CommandNotice): void => {
    switch (notice.kind) {
      case 'retrying':
        return log.warn(
          { err: notice.error, afterMs: notice.afterMs, partition: notice.partition },
          'signed commands are waiting for a retry',
        )
      case 'unanswered':
        return log.error({ err: notice.error, agencyId: notice.agencyId }, 'an answer could not be sent to the topic of its agency')
      case 'client-logged':
        return log.debug({ level: notice.level, text: notice.text }, 'Kafka client log')
      case 'stopped':
        return log.debug('signed commands are no longer received')
    }
  }
