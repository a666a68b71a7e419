import { SERVICES } from '@case-timeline/contracts'
import { StoreDenied, StoreUnavailable, WrongDeployment } from '@case-timeline/event-store'
import { identifyDeployment } from '@case-timeline/event-store/drivers'
import { EXIT, Failure } from '../failure.ts'
import type { Stores } from './destination.ts'

const REMEDY =
  'in a stores file EVENT_STORE_URL is "stores", DEPLOYMENT is "deployment" and DIGEST_KEY is "digestKey": see docs/how-to/import-a-log.md'

/**
 * Checks, as each service does when it starts, that every store has the login of its service and that its events belong
 * to this deployment and key; and that all stores are one log.
 * @throws Failure; nothing was recorded
 */
export const requireSameDeployment = async ({ deployment: name, digestKey, stores }: Stores): Promise<void> => {
  const logIds = new Set<string>()
  for (const service of SERVICES)
    try {
      const { logId } = await identifyDeployment(stores[service], { service, name, digestKey: Buffer.from(digestKey, 'hex') })
      logIds.add(logId)
    } catch (error) {
      if (error instanceof WrongDeployment) throw new Failure(`Nothing was imported: ${error.message}.`, [REMEDY], EXIT.usage)
      if (error instanceof StoreUnavailable || error instanceof StoreDenied)
        throw new Failure(`Nothing was imported: the event store of ${service} cannot be opened (${error.message}).`, [
          `check the address and the login in the stores file, and that the server runs`,
        ])
      throw error
    }
  if (logIds.size > 1)
    throw new Failure(
      'Nothing was imported: the stores are of different logs.',
      ['give the URL of the same database to all services', REMEDY],
      EXIT.usage,
    )
}
