import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Server, ServerCredentials, status, type Metadata, type StatusObject } from '@grpc/grpc-js'
import gossip from '@eventstore/db-client/generated/gossip_pb.js'
import gossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js'
import features from '@eventstore/db-client/generated/serverfeatures_pb.js'
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js'
import { selfSigned, type Certificate } from './certificate.ts'
import { eventLog, type EventLog } from './event-log.ts'
import { startTcpProxy } from './tcp-proxy.ts'
import { refusalFor, type LoginAction, type Logins } from './logins.ts'
import { answerRead, type Reading } from './reading.ts'
import { refusal } from './refusals.ts'
import { answerAppend, answerBatchAppend, streamIn, type Interventions, type Writing } from './writing.ts'

export interface EventStoreDbOptions {
  /** The log to serve; default: an empty log. */
  readonly log?: EventLog
  /** Whether the server announces support for many appends over one call, as EventStoreDB does since 21.10. */
  readonly batchAppend?: boolean
  /** Logins and their rights; with them the server uses TLS, since clients send no unencrypted credentials. */
  readonly logins?: Logins
  /** Maximum bytes of one append; as on the real server 1 MiB. */
  readonly maxAppendSize?: number
  /** Milliseconds until an append whose events have arrived before and are not recorded is given up; as on the real server 2,000. */
  readonly commitTimeoutMs?: number
  /** The port to listen on; default: a free one. */
  readonly port?: number
  /** Port of the leader. With it this node is a follower, and refuses requests that require the leader. */
  readonly leader?: number
  /** Ports of nodes of its cluster that do not answer. */
  readonly lost?: readonly number[]
  /** Whether clients connect to the server itself, as a measurement has to: then no connection can be cut. */
  readonly isDirect?: boolean
}

export interface Calls {
  readonly reads: number
  readonly subscriptions: number
  readonly appends: number
  /** The events in the answers to reads. */
  readonly events: number
}

/** A server on the loopback with EventStoreDB's gRPC protocol, for tests; its data is in memory. */
export interface EventStoreDb {
  readonly port: number
  readonly log: EventLog
  readonly interventions: Interventions
  /**
   * The connection string for a login, or for an anonymous connection.
   * @param parameters such as `defaultDeadline=500`
   */
  url(login?: string, parameters?: string): string
  /** The calls so far, and the appends, of which many may be in one call. */
  calls(): Calls
  /** How many reads, subscriptions aside, a client cancelled before their end. */
  cancelledReads(): number
  /** Breaks every current connection; returns their number. */
  cutConnections(): number
  /** Stops serving: connections are broken and new ones refused, until `start`. */
  stop(): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}

type Answer<T> = (error: Partial<StatusObject> | null, response?: T) => void
type Removal = InstanceType<typeof streams.DeleteReq | typeof streams.TombstoneReq>

const methodsOf = (batchAppend: boolean): InstanceType<typeof features.SupportedMethods> => {
  const names = ['append', 'read', 'delete', 'tombstone', ...(batchAppend ? ['batchappend'] : [])]
  const methods = names.map((name) =>
    new features.SupportedMethod().setServiceName('event_store.client.streams.streams').setMethodName(name),
  )
  return new features.SupportedMethods().setEventStoreServerVersion('24.10.0').setMethodsList(methods)
}

const { LEADER, FOLLOWER } = gossip.MemberInfo.VNodeState
const clusterOf = (port: number, { leader, lost = [] }: EventStoreDbOptions): InstanceType<typeof gossip.ClusterInfo> => {
  const member = (at: number, state: typeof LEADER | typeof FOLLOWER, isAlive = true) =>
    new gossip.MemberInfo().setState(state).setIsAlive(isAlive).setHttpEndPoint(new gossip.EndPoint().setAddress('127.0.0.1').setPort(at))
  return new gossip.ClusterInfo().setMembersList([
    member(leader ?? port, LEADER),
    ...(leader === undefined ? [] : [member(port, FOLLOWER)]),
    ...lost.map((at) => member(at, FOLLOWER, false)),
  ])
}

const { read } = streamsService.StreamsService
/** The service of streams, of which a response may be given as its bytes. */
const SERVED_STREAMS = {
  ...streamsService.StreamsService,
  read: {
    ...read,
    responseSerialize: (response: Parameters<typeof read.responseSerialize>[0] | Buffer) =>
      Buffer.isBuffer(response) ? response : read.responseSerialize(response),
  },
}

/** The gRPC services of one server. */
const serverFor = (
  options: Required<Pick<EventStoreDbOptions, 'log' | 'batchAppend'>> &
    EventStoreDbOptions &
    Writing & { ownPort(): number; onCancelledRead(): void; onCall(kind: keyof Calls): void },
): Server => {
  const { log, logins, leader, batchAppend, ownPort, interventions, onCancelledRead, onCall } = options
  const leaderEndpoint = { 'leader-endpoint-host': '127.0.0.1', 'leader-endpoint-port': String(leader) }
  const refusalOf = (metadata: Metadata, action: LoginAction) =>
    leader !== undefined && metadata.get('requires-leader')[0] === 'true'
      ? refusal('not-leader', leaderEndpoint)
      : refusalFor(logins, metadata, action)
  const remove =
    <Response>(soft: boolean, response: Response) =>
    (call: { readonly request: Removal; readonly metadata: Metadata }, answer: Answer<Response>): void => {
      const stream = streamIn(call.request.getOptions())
      const refusedStatus = logins ? refusalOf(call.metadata, { kind: 'delete', stream }) : refusal('access-denied')
      if (refusedStatus) return answer(refusedStatus)
      log.remove(stream, soft)
      answer(null, response)
    }
  const server = new Server()
  server.addService(featuresService.ServerFeaturesService, {
    getSupportedMethods: (_: unknown, answer: Answer<unknown>) => answer(null, methodsOf(batchAppend)),
  })
  server.addService(gossipService.GossipService, {
    read: (_: unknown, answer: Answer<unknown>) => answer(null, clusterOf(ownPort(), options)),
  })
  server.addService(SERVED_STREAMS, {
    read: (call: Reading) => {
      const refusedStatus = refusalOf(call.metadata, { kind: 'read' })
      if (refusedStatus) return void call.emit('error', refusedStatus)
      onCall(call.request.getOptions()?.hasSubscription() ? 'subscriptions' : 'reads')
      // The event follows the end of every call.
      if (!call.request.getOptions()?.hasSubscription()) call.once('cancelled', () => call.writableEnded || onCancelledRead())
      const answer = () => answerRead(log, call, () => onCall('events'))
      const fail = () => call.emit('error', { code: status.UNAVAILABLE, details: 'upstream connect error' })
      void (interventions.reading?.().then(answer, fail) ?? answer())
    },
    append: (call: Parameters<typeof answerAppend>[1], answer: Parameters<typeof answerAppend>[2]) =>
      answerAppend(options, call, answer, (stream) => {
        onCall('appends')
        return refusalOf(call.metadata, { kind: 'write', stream })
      }),
    batchAppend: (call: Parameters<typeof answerBatchAppend>[1]) =>
      answerBatchAppend(options, call, (stream) => {
        onCall('appends')
        return refusalOf(call.metadata, { kind: 'write', stream })
      }),
    delete: remove(true, new streams.DeleteResp()),
    tombstone: remove(false, new streams.TombstoneResp()),
  })
  return server
}

const credentialsOf = (certificate: Certificate | undefined): ServerCredentials =>
  certificate
    ? ServerCredentials.createSsl(null, [{ private_key: Buffer.from(certificate.key), cert_chain: Buffer.from(certificate.certificate) }])
    : ServerCredentials.createInsecure()

/** Starts a server; by default with an empty log, no logins, no TLS, and support for many appends over one call. */
export const startEventStoreDb = async (options: EventStoreDbOptions = {}): Promise<EventStoreDb> => {
  const { log = eventLog(), batchAppend = true, maxAppendSize = 1024 * 1024, commitTimeoutMs = 2_000, logins } = options
  const proxy = options.isDirect ? undefined : await startTcpProxy(options.port)
  let port = proxy?.port ?? options.port ?? 0
  const folder = logins && (await mkdtemp(join(tmpdir(), 'case-timeline-eventstoredb-')))
  const certificate = logins && selfSigned()
  const authority = folder && join(folder, 'ca.pem')
  if (authority && certificate) await writeFile(authority, certificate.certificate)
  const interventions: Interventions = {}
  let cancelledReads = 0
  const onCancelledRead = (): void => void (cancelledReads += 1)
  const calls = { reads: 0, subscriptions: 0, appends: 0, events: 0 }
  const onCall = (kind: keyof Calls): void => void (calls[kind] += 1)
  let server: Server | undefined

  const start = async (): Promise<void> => {
    const writing: Writing = { log, maxAppendSize, commitTimeoutMs, interventions, uncommitted: new Set() }
    const starting = serverFor({ ...options, ...writing, batchAppend, ownPort: () => port, onCancelledRead, onCall })
    const bound = await new Promise<number>((resolve, reject) =>
      starting.bindAsync(`127.0.0.1:${proxy ? 0 : port}`, credentialsOf(certificate), (error, at) => (error ? reject(error) : resolve(at))),
    )
    server = starting
    if (proxy) proxy.forwardTo(bound)
    else port = bound
  }
  const stop = async (): Promise<void> => {
    proxy?.forwardTo(undefined)
    proxy?.dropConnections()
    server?.forceShutdown()
    server = undefined
  }
  await start()
  return {
    port,
    log,
    interventions,
    url(login, parameters) {
      const who = login === undefined ? '' : `${[login, logins?.[login]?.password ?? 'unknown'].map(encodeURIComponent).join(':')}@`
      const security = authority === undefined ? 'tls=false' : `tlsCAFile=${encodeURIComponent(authority)}`
      return `esdb://${who}127.0.0.1:${port}?${[security, parameters].filter(Boolean).join('&')}`
    },
    calls: () => ({ ...calls }),
    cancelledReads: () => cancelledReads,
    cutConnections: () => {
      if (!proxy) throw new Error('no connection can be cut of clients that connect to the server itself')
      return proxy.dropConnections()
    },
    stop,
    start,
    async close() {
      await stop()
      await proxy?.close()
      if (folder) await rm(folder, { recursive: true, force: true })
    },
  }
}
