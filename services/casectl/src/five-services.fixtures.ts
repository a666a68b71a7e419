import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import {
  type Development,
  prepareDevelopment,
  type Environment,
  type RunningService,
  type SharedInProcess,
  startService,
} from '@case-timeline/service-kit'
import { logLooks } from '@case-timeline/event-store/drivers'
import { combination } from './combination.fixtures.ts'
import { DESCRIPTION_OF } from './descriptions.ts'

/** The agency of each sector that receives handovers. */
export const RECEIVING = { prosecution: 'zz-prosecution', adjudication: 'zz-court', victimSupport: 'zz-support' }

/** The agencies whose operators may operate the services. */
const OPERATING = { ...RECEIVING, investigation: 'zz-police', auditTrail: 'zz-audit' }

/** Agencies whose systems may send commands as messages. */
export const SENDING: Readonly<Partial<Record<ServiceName, readonly string[]>>> = {
  investigation: ['zz-police', 'zz-harbour-police'],
  prosecution: ['zz-prosecution'],
  adjudication: ['zz-court'],
  victimSupport: ['zz-support'],
  auditTrail: ['zz-audit'],
}

/**
 * Five services with their own databases, keys and ports, on the event store and the feed of this test run
 * (combination.fixtures.ts).
 */
export interface FiveServices extends Development {
  readonly urls: Readonly<Record<ServiceName, string>>
  /** Another replica of one service. */
  replica(service: ServiceName, changes?: Environment): Promise<RunningService>
  stop(): Promise<void>
}

/**
 * Starts the five services.
 * @param adminUrl the URL of a superuser of the PostgreSQL server of this test run
 * @param deploymentOptions default: the fictional country ZZ with its agencies
 * @param changes variables of every service in addition to those of the deployment
 */
export const fiveServices = async (
  adminUrl: string,
  deploymentOptions: { readonly jurisdiction: string; readonly receivingAgencies: Partial<typeof RECEIVING> } = {
    jurisdiction: 'ZZ',
    receivingAgencies: RECEIVING,
  },
  changes: Environment = {},
): Promise<FiveServices> => {
  const folder = await mkdtemp(join(tmpdir(), 'five-services-'))
  const prefix = `e2e_${process.pid}_${Date.now().toString(36)}_`
  const { eventStoreUrl, eventFeedUrl, stop } = await combination(Object.values(SENDING).flat())
  const deployment = await prepareDevelopment({
    adminUrl,
    folder,
    prefix,
    deployment: 'zz-e2e',
    sendingAgencies: SENDING,
    operatingAgencies: OPERATING,
    eventStoreUrl,
    eventFeedUrl,
    ...deploymentOptions,
  })
  const start = (service: ServiceName, ownChanges: Environment, shared?: SharedInProcess) =>
    startService(DESCRIPTION_OF[service], { ...deployment.environments[service], LOG_LEVEL: 'error', ...changes, ...ownChanges }, shared)
  const shared = { looks: logLooks() }
  const running = await Promise.all(SERVICES.map(async (service) => [service, await start(service, {}, shared)] as const))
  return {
    ...deployment,
    replica: (service, ownChanges = {}) => start(service, ownChanges),
    urls: Object.fromEntries(running.map(([service, { url }]) => [service, url])) as Record<ServiceName, string>,
    async stop() {
      await Promise.all(running.map(([, service]) => service.stop()))
      await stop()
      await rm(folder, { recursive: true })
    },
  }
}

/** Of the environment in which several specifications run (libs/testing/parts). */
type SharedInPart = (name: string, start: () => Promise<FiveServices>) => Promise<FiveServices>

/** More requests than the specifications of one part send. */
const AGENCY_QUOTA = '9999999'

/**
 * Five services with the default options, for specifications that look at their own cases only: they are the same for all of
 * them that run together, and `stop` stops them after the last.
 */
export const sharedServices = async (): Promise<FiveServices> => {
  const start = () => fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '', undefined, { AGENCY_QUOTA })
  const { sharedInPart } = globalThis as { readonly sharedInPart?: SharedInPart }
  return sharedInPart ? { ...(await sharedInPart('five services', start)), stop: async () => undefined } : start()
}
