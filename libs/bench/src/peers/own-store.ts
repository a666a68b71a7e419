import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { SERVICES, SuspectArrested, type ServiceName } from '@case-timeline/contracts'
import { hashEvents, type EventStore } from '@case-timeline/event-store'
import { migrateEventStore, postgresEventStore, type PostgresOptions } from '@case-timeline/event-store/drivers'
import { recordingContextOf, fact } from '../content.ts'
import { Streams, type Peer, type Prepare } from '../peer.ts'

export const DIGEST_KEY = randomBytes(32)

/** A store of the investigation on a migrated database. */
export const ownStore = async (adminUrl: string, options: Omit<PostgresOptions, 'url'> = {}): Promise<EventStore> => {
  const logins = Object.fromEntries(SERVICES.map((service) => [service, 'bench'])) as Record<ServiceName, string>
  const { investigation } = await migrateEventStore(adminUrl, { logins })
  return postgresEventStore({ url: investigation, ...options })
}

/** Appends with a store of this project, hashing included. */
export const appending = (store: EventStore, streams: Streams): Peer => ({
  async append(client) {
    const { id, revision } = streams.next(client)
    const commandId = randomUUID()
    const recordingContext = recordingContextOf(commandId, id)
    const arrest = fact()
    const commandDigest = createHmac('sha256', DIGEST_KEY).update(JSON.stringify(arrest.data)).digest()
    const events = hashEvents([arrest], { ...recordingContext, commandDigest }, () => SuspectArrested)
    const expected = revision < 0 ? 'new' : revision
    const { outcome } = await store.append({ stream: recordingContext.stream, expected, commandId, commandDigest, events })
    if (outcome !== 'appended') throw new Error(`append answered ${outcome}`)
  },
  close: () => store.close(),
})

/** Appends with this project's event store, hashing included. */
export const append: Prepare = async (adminUrl, clients) => appending(await ownStore(adminUrl), new Streams(clients))

/** Like `append`, with one stream for each client, which only grows. */
export const appendBusy: Prepare = async (adminUrl, clients) =>
  appending(await ownStore(adminUrl), new Streams(clients, Number.MAX_SAFE_INTEGER))

/** Like `append`, without batching: one transaction per command, over one connection per client. */
export const appendUnbatched: Prepare = async (adminUrl, clients) =>
  appending(await ownStore(adminUrl, { writers: clients, bounds: { batch: 1 } }), new Streams(clients))
