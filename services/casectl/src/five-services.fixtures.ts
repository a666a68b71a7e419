import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { start as startAdjudication } from '@case-timeline/adjudication'
import { start as startAuditTrail } from '@case-timeline/audit-trail'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { start as startInvestigation } from '@case-timeline/investigation'
import { start as startProsecution } from '@case-timeline/prosecution'
import { type Development, development, type Environment, type RunningService } from '@case-timeline/service-kit'
import { start as startVictimSupport } from '@case-timeline/victim-support'
import { combination } from './combination.fixtures.ts'

const START = {
  investigation: startInvestigation,
  prosecution: startProsecution,
  adjudication: startAdjudication,
  victimSupport: startVictimSupport,
  auditTrail: startAuditTrail,
}

export const RECEIVING = { prosecution: 'zz-prosecution', adjudication: 'zz-court', victimSupport: 'zz-support' }

/** Agencies whose systems may send commands as messages. */
export const SENDING = {
  investigation: ['zz-police', 'zz-harbour-police'],
  prosecution: ['zz-prosecution'],
  adjudication: ['zz-court'],
  victimSupport: ['zz-support'],
  auditTrail: ['zz-audit'],
}

/** Five services with databases, keys and ports of their own, on the store and the feed of the run's combination. */
export interface FiveServices extends Development {
  readonly urls: Readonly<Record<ServiceName, string>>
  /** Another replica of one service. */
  replica(service: ServiceName, changes?: Environment): Promise<RunningService>
  stop(): Promise<void>
}

/**
 * @param adminUrl of a superuser of the server that jest started for this run
 * @param where whose services they are; unless stated, those of the invented country ZZ
 */
export const fiveServices = async (
  adminUrl: string,
  where: { readonly jurisdiction: string; readonly receiving: typeof RECEIVING } = { jurisdiction: 'ZZ', receiving: RECEIVING },
): Promise<FiveServices> => {
  const folder = await mkdtemp(join(tmpdir(), 'five-services-'))
  const prefix = `e2e_${process.pid}_${Date.now().toString(36)}_`
  const { eventStoreUrl, eventFeedUrl, stop } = await combination(Object.values(SENDING).flat())
  const made = await development({
    adminUrl,
    folder,
    prefix,
    deployment: 'zz-e2e',
    sending: SENDING,
    eventStoreUrl,
    eventFeedUrl,
    ...where,
  })
  const replica = (service: ServiceName, changes: Environment = {}) =>
    START[service]({ ...made.environments[service], LOG_LEVEL: 'error', ...changes })
  const running = await Promise.all(SERVICES.map(async (service) => [service, await replica(service)] as const))
  return {
    ...made,
    replica,
    urls: Object.fromEntries(running.map(([service, { url }]) => [service, url])) as Record<ServiceName, string>,
    async stop() {
      await Promise.all(running.map(([, service]) => service.stop()))
      await stop()
      await rm(folder, { recursive: true })
    },
  }
}
