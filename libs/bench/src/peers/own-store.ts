import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { SERVICES, SuspectArrested, type ServiceName } from '@case-timeline/contracts'
import { migrateEventStore, postgresEventStore, seal, type EventStore, type PostgresOptions } from '@case-timeline/event-store'
import { circumstances, fact } from '../content.ts'
import { Streams, type Peer, type Prepare } from '../peer.ts'

export const DIGEST_KEY = randomBytes(32)

/** A store of the investigation on a database that was made ready. */
export const ownStore = async (adminUrl: string, options: Omit<PostgresOptions, 'url'> = {}): Promise<EventStore> => {
  const logins = Object.fromEntries(SERVICES.map((service) => [service, 'bench'])) as Record<ServiceName, string>
  const { investigation } = await migrateEventStore(adminUrl, { logins })
  return postgresEventStore({ url: investigation, ...options })
}

const appending = (store: EventStore, streams: Streams): Peer => ({
  async append(client) {
    const { id, revision } = streams.next(client)
    const commandId = randomUUID()
    const about = circumstances(commandId, id)
    const one = fact()
    const commandDigest = createHmac('sha256', DIGEST_KEY).update(JSON.stringify(one.data)).digest()
    const events = seal([one], { ...about, commandDigest }, () => SuspectArrested)
    const expected = revision < 0 ? 'new' : revision
    const { outcome } = await store.append({ stream: about.stream, expected, commandId, commandDigest, events })
    if (outcome !== 'appended') throw new Error(`append answered ${outcome}`)
  },
  close: () => store.close(),
})

/** `append`, hashing included. */
export const append: Prepare = async (adminUrl, clients) => appending(await ownStore(adminUrl), new Streams(clients))

/** The same on streams that only grow. */
export const appendBusy: Prepare = async (adminUrl, clients) =>
  appending(await ownStore(adminUrl), new Streams(clients, Number.MAX_SAFE_INTEGER))

/** The same without coalescing: a connection and a transaction of its own for each command. */
export const appendUnbatched: Prepare = async (adminUrl, clients) =>
  appending(await ownStore(adminUrl, { writers: clients, bounds: { batch: 1 } }), new Streams(clients))
