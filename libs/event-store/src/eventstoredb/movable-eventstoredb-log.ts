import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import type { DeploymentRecord } from '../deployment.ts'
import { NotStorable } from '../canonical.ts'
import { StoreDenied, StoreUnavailable } from '../event-store.ts'
import { type MovableEvent, type MovableLog, MoveInterrupted, MoveRefused } from '../moving/movable-log.ts'
import { connection, type Connection } from './connection.ts'
import { recordStart, START_STREAMS } from './consumer-starts.ts'
import { isDeploymentRecord, recordFor, recordIn } from './identify.ts'
import { logOn } from './log.ts'
import { logEntryOf, movableEventOf, movedProposalOf, type LogEntry } from './recorded-event.ts'
import { allForwards } from './requests.ts'

/** Less than half of the server's default for `MaxAppendSize`, since the metadata of an event repeats its envelope. */
const APPEND_BYTES = 400_000
const PAGE = 1_000

const sizeOf = ({ envelope, data }: MovableEvent): number => Buffer.byteLength(envelope) + Buffer.byteLength(data) + 1_000

/** Events that follow one another in the log and in their stream, as many as one append takes. */
const runsOf = (events: readonly MovableEvent[]): readonly (readonly MovableEvent[])[] => {
  const runs: MovableEvent[][] = []
  let bytes = 0
  for (const event of events) {
    const run = runs.at(-1)
    const size = sizeOf(event)
    if (run?.[0]?.stream === event.stream && bytes + size <= APPEND_BYTES) {
      run.push(event)
      bytes += size
    } else {
      runs.push([event])
      bytes = size
    }
  }
  return runs
}

const hostsIn = (url: string): string => url.replace(/^.*(:\/\/|@)/, '').split(/[/?]/)[0]!

/** What the server, or the way to it, did not do. */
const failureOf = (name: string, error: unknown): unknown => {
  if (error instanceof NotStorable)
    return new MoveRefused(`${name} refuses an append: it ${error.problem.replace(/: send less.*$/, '')}.`, [
      'raise MaxAppendSize of the server, and run it again',
    ])
  if (error instanceof StoreDenied)
    return new MoveRefused(`${name}: ${error.message}.`, ['use the login of an administrator of the server, and run it again'])
  if (error instanceof StoreUnavailable)
    return new MoveInterrupted(`${name} failed: ${error.message.replace(/: (send the same (command|request)|read) again$/, '')}.`, {
      cause: error,
    })
  return error
}

/**
 * The log in an EventStoreDB or KurrentDB.
 * @param url with the login of an administrator: a service's may write its own streams only
 * @throws ConnectionStringError
 */
export const movableEventStoreDbLog = (url: string): MovableLog => {
  const server: Connection = connection(url)
  const log = logOn(server)
  const name = `EventStoreDB at ${hostsIn(url)}`
  const onServer = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw failureOf(name, error)
    }
  }

  const eventsOf = (entries: readonly LogEntry[]): readonly MovableEvent[] =>
    entries.flatMap((entry) => {
      if (isDeploymentRecord(entry)) return []
      const recorded = entry.recorded()
      if (recorded) return [movableEventOf(recorded)]
      throw new MoveRefused(
        `${name} holds ${entry.stream}, revision ${entry.revision} (${entry.type}), which case-timeline did not write.`,
        ['another program wrote into the stream of a case: an administrator has to decide what to do with it'],
      )
    })

  const records = async function* () {
    try {
      for await (const entries of log.after('0')) yield entries
    } catch (error) {
      throw failureOf(name, error)
    }
  }

  return {
    name,
    // The server does not say who is connected: an append of somebody else is noticed by its revision, or when both
    // logs are compared.
    claim: async () => {},
    deployment: () =>
      onServer(async () => {
        for (const service of SERVICES) {
          const record = await recordIn(server, service)
          if (record) return record
        }
        return undefined
      }),
    recordDeployment: (record: DeploymentRecord) =>
      onServer(async () => {
        for (const service of SERVICES) await recordFor(server, service, record)
      }),
    async *events() {
      for await (const entries of records()) yield eventsOf(entries)
    },
    async append(events) {
      // One after another: only what was answered is before what is sent next.
      for (const run of runsOf(events)) {
        const [first] = run as [MovableEvent]
        const proposals = { stream: first.stream, expected: Number(first.revision) - 1, events: run.map(movedProposalOf) }
        const { outcome } = await onServer(() => server.append(proposals))
        if (outcome === 'timed-out') throw new MoveInterrupted(`${name} gave up an append within its own time limit.`)
        if (outcome === 'conflict')
          throw new MoveRefused(
            `${name} was written to by somebody else: ${first.stream} has another revision than ${proposals.expected}.`,
            ['stop the services and every other move, and start with an empty target'],
          )
      }
    },
    consumerStarts: () =>
      onServer(async () => {
        const starts: { service: ServiceName; consumer: string; position: string }[] = []
        for (let from = '0'; ;) {
          const page: LogEntry[] = []
          for await (const responses of server.read(allForwards(from, { streams: [START_STREAMS] }, PAGE), { timeoutMs: 300_000 }))
            page.push(...responses.flatMap((response) => logEntryOf(response) ?? []))
          for (const { stream, data, position } of page.filter((entry) => entry.position !== from && entry.revision === 0)) {
            const [service, ...consumer] = stream.slice(START_STREAMS.length).split('.')
            const start = JSON.parse(data.toString()) as { position: string }
            starts.push({ service: service as ServiceName, consumer: consumer.join('.'), position: start.position })
            from = position
          }
          if (page.length < PAGE) return starts
        }
      }),
    recordConsumerStart: ({ service, consumer, position }) =>
      onServer(async () => {
        await recordStart(server, service, consumer, position)
      }),
    settle: async () => {},
    close: () => server.close(),
  }
}
