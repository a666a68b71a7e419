import { randomUUID } from 'node:crypto'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { type DeploymentRecord, type DeploymentSettings, digestKeyCheckOf, requireSameDeployment } from '../deployment.ts'
import { StoreUnavailable } from '../event-store.ts'
import { connection, type Connection } from './connection.ts'
import { logOn } from './log.ts'
import type { Written } from './proposals.ts'
import type { LogEntry } from './recorded-event.ts'

/** The type of the only event in this stream; its data is a `DeploymentRecord`. Both are stored: never change them. */
const TYPE = 'case-timeline.DeploymentRecorded'

/** One for each service, because its login may write only there; events of other streams do not refer to it. */
const streamOf = (service: ServiceName): string => `${service}.deployment-record`

/** Whether a record of a stream of a service is that of the deployment, and no event. */
export const isDeploymentRecord = ({ stream, type }: Pick<LogEntry, 'stream' | 'type'>): boolean =>
  type === TYPE && SERVICES.some((service) => stream === streamOf(service))

/** What a service has recorded of its deployment. */
export const recordIn = async (server: Connection, service: ServiceName): Promise<DeploymentRecord | undefined> => {
  const [entry] = await logOn(server).stream(streamOf(service), 0, 1)
  return entry?.type === TYPE ? (JSON.parse(entry.data.toString()) as DeploymentRecord) : undefined
}

/** Records the deployment for a service that has no record yet. */
export const recordFor = (server: Connection, service: ServiceName, record: DeploymentRecord): Promise<Written> => {
  const event = { id: randomUUID(), type: TYPE, data: Buffer.from(JSON.stringify(record)), metadata: Buffer.from('{}') }
  return server.append({ stream: streamOf(service), expected: -1, events: [event] })
}

/** `identifyDeployment` for EventStoreDB: the records of all services must agree. */
export const identifyInEventStoreDb = async (url: string, settings: DeploymentSettings): Promise<DeploymentRecord> => {
  const server = connection(url)
  try {
    const found = new Map<ServiceName, DeploymentRecord>()
    for (const service of SERVICES) {
      const record = await recordIn(server, service)
      if (!record) continue
      requireSameDeployment(settings, record)
      found.set(service, record)
    }
    const own = found.get(settings.service)
    if (own) return own
    const [known] = found.values()
    const record = known ?? { logId: randomUUID(), name: settings.name, digestKeyCheck: digestKeyCheckOf(settings.digestKey) }
    if ((await recordFor(server, settings.service, record)).outcome === 'written') return record
  } finally {
    await server.close()
  }
  throw new StoreUnavailable(`another replica of ${settings.service} recorded the deployment at the same time: start it again`)
}
