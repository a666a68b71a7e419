import { randomUUID } from 'node:crypto'
import { ErrorType } from '@eventstore/db-client'
import { discoverEndpoint } from '@eventstore/db-client/dist/Client/discovery.js'
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js'
import { Channel, connectivityState, credentials, Metadata, status, type CallOptions } from '@grpc/grpc-js'
import { StoreUnavailable, type StoreServer } from '../event-store.ts'
import { batchLane } from './batch-lane.ts'
import { connectionTargetOf, type ConnectionTarget } from './connection-string.ts'
import { asStoreFailure, commandErrorOf } from './failures.ts'
import { inTime } from '../in-time.ts'
import type { AppendLane, Proposals, Written } from './proposals.ts'
import type { ReadRequest, ReadResponse } from './requests.ts'
import { responses, type ReadTimeout } from './responses.ts'
import { describeServer } from './server.ts'
import { singleLane } from './single-lane.ts'

/**
 * A connection to EventStoreDB that reconnects by itself. It uses only the leader, so every recorded event is visible.
 */
export interface Connection {
  /** How long an answer may take, in milliseconds: `defaultDeadline` of the connection string, or ten seconds. */
  readonly deadlineMs: number
  /** How long a request waits for a reading, in milliseconds: twice as long. */
  readonly patienceMs: number
  /** How often a connection or the server behind it was lost so far: since then it may have been restored to an earlier state. */
  losses(): number
  /**
   * The responses of the server to a read, as they arrive. Ends when the server ends it or the signal aborts.
   * @throws StoreUnavailable, StoreDenied
   */
  read(request: ReadRequest, timeout: ReadTimeout): AsyncGenerator<readonly ReadResponse[]>
  /** @throws StoreUnavailable, StoreDenied, NotStorable */
  append(proposals: Proposals): Promise<Written>
  /** The server in use, and its cluster. @throws StoreUnavailable */
  server(): Promise<StoreServer>
  /** The server's clock, to the second, RFC 3339 in UTC. @throws StoreUnavailable */
  time(): Promise<string>
  close(): Promise<void>
}

interface EndPoint {
  readonly address: string
  readonly port: number
}

/** A channel to one node, and the lane for appends to it. */
interface ServerChannel {
  readonly channel: Channel
  readonly endPoint: EndPoint
  readonly streams: InstanceType<typeof streamsService.StreamsClient>
  lane?: Promise<AppendLane> | undefined
}

/** The same limit as in the client of EventStoreDB: events of 16 MiB, plus overhead. */
const MAX_RECEIVE_BYTES = 17 * 1024 * 1024

// Node sometimes does not report a broken TLS connection: then only the missing answer to a keep-alive ping ends it.
const channelOptions = ({ keepAliveInterval = 10_000, keepAliveTimeout = 5_000 }: ConnectionTarget) => ({
  'grpc.keepalive_time_ms': keepAliveInterval < 0 ? Number.MAX_VALUE : keepAliveInterval,
  'grpc.keepalive_timeout_ms': keepAliveTimeout < 0 ? Number.MAX_VALUE : keepAliveTimeout,
  'grpc.max_receive_message_length': MAX_RECEIVE_BYTES,
  // The default of gRPC waits up to two minutes before it tries to reach a server again.
  'grpc.initial_reconnect_backoff_ms': 50,
  'grpc.max_reconnect_backoff_ms': 2_000,
  'grpc.use_local_subchannel_pool': 1,
})

/**
 * Connects on first use. From the client of EventStoreDB it reuses the protocol, the connection string, the search for
 * the leader and the classification of errors, but not the client class, which leaves channels and calls open, cannot
 * filter reads, caches a failed first connection for ever, and fails unrelated appends (see batch-lane.ts).
 * @throws ConnectionStringError
 */
export const connection = (url: string): Connection => {
  const target = connectionTargetOf(url)
  const name = target.connectionName ?? `case-timeline ${randomUUID()}`
  const inCluster = target.dnsDiscover || target.hosts.length > 1
  let channelPromise: Promise<ServerChannel> | undefined
  let currentChannel: ServerChannel | undefined
  let leader: EndPoint | undefined
  let failed: EndPoint | undefined
  let closed = false
  let losses = 0

  const endPoint = async (): Promise<EndPoint> => {
    const [first] = target.hosts
    if (leader) return leader
    if (first && !inCluster) return first
    const hosts = target.dnsDiscover && first ? { discover: first } : { endpoints: target.hosts }
    const { discoveryInterval, gossipTimeout, maxDiscoverAttempts } = target
    const timeout = { discoveryInterval, gossipTimeout, maxDiscoverAttempts }
    return discoverEndpoint({ ...hosts, ...timeout }, target.channelCredentials, failed && { ...failed })
  }

  const countLosses = (channel: Channel): void => {
    const state = channel.getConnectivityState(false)
    if (state === connectivityState.SHUTDOWN) return
    channel.watchConnectivityState(state, Infinity, (error) => {
      if (state === connectivityState.READY) losses += 1
      if (!error) countLosses(channel)
    })
  }

  const openServerChannel = async (): Promise<ServerChannel> => {
    const at = await endPoint()
    const channel = new Channel(`${at.address}:${at.port}`, target.channelCredentials, channelOptions(target))
    countLosses(channel)
    const streams = new streamsService.StreamsClient('', credentials.createInsecure(), { channelOverride: channel })
    return (currentChannel = { channel, endPoint: at, streams })
  }

  const opening = (): Promise<ServerChannel> => {
    const open = openServerChannel()
    open.catch(() => {
      if (channelPromise === open) channelPromise = undefined
    })
    return open
  }

  /** Nodes that do not answer are asked one after another, for minutes: each caller waits only as long as for an answer. */
  const leaderInTime = <T>(open: Promise<T>): Promise<T> =>
    inTime(
      open,
      target.deadlineMs,
      () => new StoreUnavailable('no leader of the event store was found in time: send the same request again'),
    )

  const serverChannel = async (): Promise<ServerChannel> => {
    if (closed) throw new StoreUnavailable('the event store is closed')
    try {
      return await leaderInTime((channelPromise ??= opening()))
    } catch (error) {
      throw asStoreFailure(error)
    }
  }

  const metadata = (): Metadata => {
    const callMetadata = new Metadata()
    callMetadata.set('connection-name', name)
    callMetadata.set('requires-leader', 'true')
    return callMetadata
  }
  const options = (deadlineMs: number): Partial<CallOptions> => ({
    deadline: Date.now() + deadlineMs,
    ...(target.callCredentials && { credentials: target.callCredentials }),
  })

  /** By the header that HTTP gives to each answer; where a proxy removed it, by this machine's clock. */
  const timeOf = (server: ServerChannel): Promise<string> =>
    new Promise((resolve, reject) => {
      const features = new featuresService.ServerFeaturesClient('', credentials.createInsecure(), { channelOverride: server.channel })
      const call = features.getSupportedMethods(new shared.Empty(), metadata(), options(target.deadlineMs), (error) => {
        if (error?.code === status.UNIMPLEMENTED) resolve(new Date().toISOString())
        else if (error) reject(error)
      })
      call.on('metadata', (headers: Metadata) => {
        const [date] = headers.get('date')
        resolve(new Date(date === undefined ? Date.now() : String(date)).toISOString())
      })
    })

  const laneOf = async (server: ServerChannel): Promise<AppendLane> => {
    const open = (server.lane ??= openLane(server))
    try {
      return await open
    } catch (error) {
      if (server.lane === open) server.lane = undefined
      throw error
    }
  }

  const openLane = async (server: ServerChannel): Promise<AppendLane> => {
    if (!(await supportsBatchAppend(server)))
      return singleLane((answer) => server.streams.append(metadata(), options(target.deadlineMs), answer))
    const call = server.streams.batchAppend(metadata(), options(Infinity))
    return batchLane(
      call,
      () => new Date(Date.now() + target.deadlineMs),
      () => (server.lane = undefined),
    )
  }

  const supportsBatchAppend = (server: ServerChannel): Promise<boolean> =>
    new Promise((resolve, reject) => {
      const features = new featuresService.ServerFeaturesClient('', credentials.createInsecure(), { channelOverride: server.channel })
      features.getSupportedMethods(new shared.Empty(), metadata(), options(target.deadlineMs), (error, answer) => {
        if (error?.code === status.UNIMPLEMENTED) resolve(false)
        else if (error) reject(error)
        else resolve(answer.getMethodsList().some((method) => method.getMethodName().toLowerCase() === 'batchappend'))
      })
    })

  /**
   * After a failure, gRPC reconnects to the same server by itself; this function makes the next call go to the leader.
   * @returns whether the server named the leader, so that the call can be repeated there
   */
  const isRedirectedToLeader = (server: ServerChannel, error: unknown): boolean => {
    const known = commandErrorOf(error)
    // The connection may be one to a proxy, which stays open while the server behind it is away.
    if (known?.type === ErrorType.UNAVAILABLE) losses += 1
    const isRedirect = known?.type === ErrorType.NOT_LEADER
    const isUnreachable = known?.type === ErrorType.UNAVAILABLE && (inCluster || leader !== undefined)
    if (server === currentChannel && (isRedirect || isUnreachable)) {
      leader = isRedirect ? known.leader : undefined
      failed = server.endPoint
      channelPromise = currentChannel = undefined
      server.channel.close()
    }
    return isRedirect
  }

  return {
    deadlineMs: target.deadlineMs,
    patienceMs: 2 * target.deadlineMs,
    losses: () => losses,
    async *read(request, timeout) {
      for (let mayRetry = true; ; mayRetry = false) {
        const server = await serverChannel()
        let hasStarted = false
        try {
          const isConnected = (): boolean => server.channel.getConnectivityState(false) === connectivityState.READY
          const reachable = { isConnected, connectMs: target.deadlineMs }
          for await (const batch of responses(server.streams.read(request, metadata(), options(Infinity)), timeout, reachable)) {
            hasStarted = true
            yield batch
          }
          return
        } catch (error) {
          if (!isRedirectedToLeader(server, error) || hasStarted || !mayRetry) throw asStoreFailure(error)
        }
      }
    },
    async append(proposals) {
      for (let mayRetry = true; ; mayRetry = false) {
        const server = await serverChannel()
        try {
          return await (await laneOf(server)).append(proposals)
        } catch (error) {
          if (!isRedirectedToLeader(server, error) || !mayRetry) throw asStoreFailure(error)
        }
      }
    },
    async time() {
      try {
        return await timeOf(await serverChannel())
      } catch (error) {
        throw asStoreFailure(error)
      }
    },
    async server() {
      try {
        return await describeServer(await serverChannel(), metadata(), () => options(target.deadlineMs))
      } catch (error) {
        throw asStoreFailure(error)
      }
    },
    async close() {
      closed = true
      const open = channelPromise && (await leaderInTime(channelPromise).catch(() => undefined))
      await open?.lane?.then((lane) => lane.close()).catch(() => undefined)
      open?.channel.close()
    },
  }
}
