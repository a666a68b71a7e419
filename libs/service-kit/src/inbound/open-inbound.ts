import { agencyRegister, AgencyKeysUnfit, type InProcess } from '@case-timeline/access'
import type { ServiceName } from '@case-timeline/contracts'
import { type CommandMessage, type CommandNotice, followCommands } from '@case-timeline/feed'
import { type Configuration, ConfigurationError } from '../configuration.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { answering, type Said } from './answer-message.ts'
import { commandDoor, type Inject } from './command-door.ts'

export interface OpenInbound {
  readonly service: ServiceName
  readonly configuration: Configuration
  /** The verifier that the service's guard asks. */
  readonly tokens: InProcess
  /** Asks the service's own HTTP side, which is ready. */
  readonly inject: Inject
  readonly log: Log
  readonly metrics: Metrics
}

/** Commands of agencies' systems, being taken. */
export interface Inbound {
  /** Finishes the message in hand and leaves the group. */
  stop(): Promise<void>
  /** What keeps commands from being taken now, with what to do; none: nothing. */
  hindrances(): readonly string[]
}

/**
 * Takes commands that agencies send as messages, where the service is told of their keys and runs on Kafka; begins without a broker.
 * @returns nothing where it does not
 * @throws ConfigurationError when AGENCY_KEYS names a document that cannot be believed
 */
export const openInbound = async (it: OpenInbound): Promise<Inbound | undefined> => {
  const { service, configuration, tokens, log, metrics } = it
  const { AGENCY_KEYS, EVENT_FEED_URL, DEPLOYMENT, SCHEMAS_URL } = configuration
  if (!AGENCY_KEYS || !EVENT_FEED_URL.startsWith('kafka:')) return undefined
  const failed = (error: unknown) => log.error({ err: error }, 'AGENCY_KEYS cannot be read: what was read before stays in force')
  const register = await agencyRegister(AGENCY_KEYS, { failed }).catch((error: unknown) => {
    if (!(error instanceof AgencyKeysUnfit)) throw error
    throw new ConfigurationError(`${service} cannot start: the document that AGENCY_KEYS names is wrong: ${error.message}`)
  })
  const stopping = new AbortController()
  const following = followCommands({
    url: EVENT_FEED_URL,
    service,
    deployment: DEPLOYMENT,
    answer: answering({
      service,
      deployment: DEPLOYMENT,
      schemasUrl: SCHEMAS_URL,
      register,
      door: commandDoor(tokens, it.inject),
      now: () => new Date().toISOString(),
      said: (message, what) => {
        metrics.commanded(what.outcome)
        tell(log, message, what)
      },
    }),
    signal: stopping.signal,
    observe: noting(log),
  })
  return {
    hindrances: following.hindrances,
    async stop() {
      stopping.abort()
      await following.stopped
    },
  }
}

const tell = (log: Log, { topic, partition, offset }: CommandMessage, what: Said): void =>
  what.outcome === 'quarantined'
    ? log.warn({ topic, partition, offset, reason: what.reason, detail: what.detail }, 'a message was put into quarantine')
    : log.info({ ...what, partition, offset }, 'a command of an agency’s system was answered')

const noting =
  (log: Log) =>
  (notice: CommandNotice): void => {
    switch (notice.kind) {
      case 'retrying':
        return log.warn({ err: notice.error, afterMs: notice.afterMs, partition: notice.partition }, 'commands of agencies wait')
      case 'unanswered':
        return log.error({ err: notice.error, agencyId: notice.agencyId }, 'an answer could not be put on the topic of its agency')
      case 'client-said':
        return log.debug({ level: notice.level, text: notice.text }, 'the Kafka client says')
      case 'stopped':
        return log.debug('commands of agencies are no longer taken')
    }
  }
