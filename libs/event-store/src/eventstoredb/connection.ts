import { randomUUID } from 'node:crypto'
import { ErrorType } from '@eventstore/db-client'
import { discoverEndpoint } from '@eventstore/db-client/dist/Client/discovery.js'
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js'
import { Channel, credentials, Metadata, status, type CallOptions } from '@grpc/grpc-js'
import { StoreUnavailable } from '../event-store.ts'
import { batchLane } from './batch-lane.ts'
import { targetOf, type Target } from './connection-string.ts'
import { asStoreFailure, commandErrorOf } from './failures.ts'
import type { AppendLane, Proposals, Written } from './proposals.ts'
import type { ReadRequest, ReadResponse } from './requests.ts'
import { responses, type Patience } from './responses.ts'
import { singleLane } from './single-lane.ts'

/** A connection to EventStoreDB that mends itself. Everything goes to the node that leads: what was recorded is always seen. */
export interface Connection {
  /**
   * What the server answers to a read, as it comes. Ends when the server ends it or the signal is aborted.
   * @throws StoreUnavailable, StoreDenied
   */
  read(request: ReadRequest, patience: Patience): AsyncGenerator<readonly ReadResponse[]>
  /** @throws StoreUnavailable, StoreDenied, NotStorable */
  append(proposals: Proposals): Promise<Written>
  close(): Promise<void>
}

interface EndPoint {
  readonly address: string
  readonly port: number
}

/** A channel to one node, and the way on which appends go there. */
interface Line {
  readonly channel: Channel
  readonly endPoint: EndPoint
  readonly streams: InstanceType<typeof streamsService.StreamsClient>
  lane?: Promise<AppendLane> | undefined
}

/** What the client of EventStoreDB receives: events of 16 MiB, and what comes with them. */
const MOST_BYTES = 17 * 1024 * 1024

// A connection over TLS that broke is now and then not told so by Node: then only the missing answer to a ping ends it.
const channelOptions = ({ keepAliveInterval = 10_000, keepAliveTimeout = 5_000 }: Target) => ({
  'grpc.keepalive_time_ms': keepAliveInterval < 0 ? Number.MAX_VALUE : keepAliveInterval,
  'grpc.keepalive_timeout_ms': keepAliveTimeout < 0 ? Number.MAX_VALUE : keepAliveTimeout,
  'grpc.max_receive_message_length': MOST_BYTES,
  // By itself gRPC waits up to two minutes before it tries again to reach a server that was away.
  'grpc.initial_reconnect_backoff_ms': 50,
  'grpc.max_reconnect_backoff_ms': 2_000,
  'grpc.use_local_subchannel_pool': 1,
})

/**
 * Connects when first used. Of the client of EventStoreDB it takes the protocol, the connection string, the search for the leader
 * and the meaning of errors; not the client itself, which leaves channels and calls open, filters no reads, remembers a failed
 * first contact for ever, and of many appends over one call loses some (see batch-lane.ts).
 * @throws ConnectionStringError
 */
export const connection = (url: string): Connection => {
  const target = targetOf(url)
  const name = target.connectionName ?? `case-timeline ${randomUUID()}`
  const inCluster = target.dnsDiscover || target.hosts.length > 1
  let line: Promise<Line> | undefined
  let current: Line | undefined
  let leader: EndPoint | undefined
  let failed: EndPoint | undefined
  let closed = false

  const endPoint = async (): Promise<EndPoint> => {
    const [first] = target.hosts
    if (leader) return leader
    if (first && !inCluster) return first
    const hosts = target.dnsDiscover && first ? { discover: first } : { endpoints: target.hosts }
    const { discoveryInterval, gossipTimeout, maxDiscoverAttempts } = target
    const patience = { discoveryInterval, gossipTimeout, maxDiscoverAttempts }
    return discoverEndpoint({ ...hosts, ...patience }, target.channelCredentials, failed && { ...failed })
  }

  const openLine = async (): Promise<Line> => {
    const at = await endPoint()
    const channel = new Channel(`${at.address}:${at.port}`, target.channelCredentials, channelOptions(target))
    const streams = new streamsService.StreamsClient('', credentials.createInsecure(), { channelOverride: channel })
    return (current = { channel, endPoint: at, streams })
  }

  const currentLine = async (): Promise<Line> => {
    if (closed) throw new StoreUnavailable('the event store is closed')
    const open = (line ??= openLine())
    try {
      return await open
    } catch (error) {
      if (line === open) line = undefined
      throw asStoreFailure(error)
    }
  }

  const metadata = (): Metadata => {
    const about = new Metadata()
    about.set('connection-name', name)
    about.set('requires-leader', 'true')
    return about
  }
  const options = (deadlineMs: number): Partial<CallOptions> => ({
    deadline: Date.now() + deadlineMs,
    ...(target.callCredentials && { credentials: target.callCredentials }),
  })

  const lane = async (on: Line): Promise<AppendLane> => {
    const open = (on.lane ??= openLane(on))
    try {
      return await open
    } catch (error) {
      if (on.lane === open) on.lane = undefined
      throw error
    }
  }

  const openLane = async (on: Line): Promise<AppendLane> => {
    if (!(await takesBatches(on))) return singleLane((answer) => on.streams.append(metadata(), options(target.deadlineMs), answer))
    const call = on.streams.batchAppend(metadata(), options(Infinity))
    return batchLane(
      call,
      () => new Date(Date.now() + target.deadlineMs),
      () => (on.lane = undefined),
    )
  }

  const takesBatches = (on: Line): Promise<boolean> =>
    new Promise((resolve, reject) => {
      const features = new featuresService.ServerFeaturesClient('', credentials.createInsecure(), { channelOverride: on.channel })
      features.getSupportedMethods(new shared.Empty(), metadata(), options(target.deadlineMs), (error, answer) => {
        if (error?.code === status.UNIMPLEMENTED) resolve(false)
        else if (error) reject(error)
        else resolve(answer.getMethodsList().some((method) => method.getMethodName().toLowerCase() === 'batchappend'))
      })
    })

  /** After a failure: gRPC mends a channel to a server by itself; another node is looked for here. @returns whether to try again there */
  const isLedElsewhere = (on: Line, error: unknown): boolean => {
    const known = commandErrorOf(error)
    const isRedirect = known?.type === ErrorType.NOT_LEADER
    const isAway = known?.type === ErrorType.UNAVAILABLE && (inCluster || leader !== undefined)
    if (on === current && (isRedirect || isAway)) {
      leader = isRedirect ? known.leader : undefined
      failed = on.endPoint
      line = current = undefined
      on.channel.close()
    }
    return isRedirect
  }

  return {
    async *read(request, patience) {
      for (let again = true; ; again = false) {
        const on = await currentLine()
        let begun = false
        try {
          for await (const some of responses(on.streams.read(request, metadata(), options(Infinity)), patience)) {
            begun = true
            yield some
          }
          return
        } catch (error) {
          if (!isLedElsewhere(on, error) || begun || !again) throw asStoreFailure(error)
        }
      }
    },
    async append(proposals) {
      for (let again = true; ; again = false) {
        const on = await currentLine()
        try {
          return await (await lane(on)).append(proposals)
        } catch (error) {
          if (!isLedElsewhere(on, error) || !again) throw asStoreFailure(error)
        }
      }
    },
    async close() {
      closed = true
      const open = await line?.catch(() => undefined)
      await open?.lane?.then((on) => on.close()).catch(() => undefined)
      open?.channel.close()
    },
  }
}
