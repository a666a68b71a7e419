import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Server, ServerCredentials, type Metadata, type StatusObject } from '@grpc/grpc-js'
import gossip from '@eventstore/db-client/generated/gossip_pb.js'
import gossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js'
import features from '@eventstore/db-client/generated/serverfeatures_pb.js'
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js'
import { selfSigned, type Certificate } from './certificate.ts'
import { eventLog, type EventLog } from './event-log.ts'
import { line } from './line.ts'
import { refusedTo, type Act, type Logins } from './logins.ts'
import { answerRead, type Reading } from './reading.ts'
import { refusal } from './refusals.ts'
import { answerAppend, answerBatchAppend, streamIn, type Interventions } from './writing.ts'

export interface EventStoreDbOptions {
  /** What was recorded before; absent: an empty log. */
  readonly log?: EventLog
  /** Whether the server says that it takes many appends over one call, as EventStoreDB does since 21.10. */
  readonly batchAppend?: boolean
  /** Who may do what; then the server speaks TLS, since clients send no credentials in the clear. */
  readonly logins?: Logins
  /** Bytes of one append; as on the real server 1 MiB. */
  readonly maxAppendSize?: number
  /** To listen on; absent: a free one. */
  readonly port?: number
  /** Port of the node that leads; then this one follows, and refuses whoever asks for the leader. */
  readonly leader?: number
}

/** A server on the loopback that speaks EventStoreDB's gRPC protocol, for tests: what it keeps, it keeps in memory. */
export interface EventStoreDb {
  readonly port: number
  readonly log: EventLog
  readonly interventions: Interventions
  /** The connection string for a login, or for nobody in particular. @param parameters such as `defaultDeadline=500` */
  url(login?: string, parameters?: string): string
  /** Breaks every connection at this moment; answers how many. */
  cutConnections(): number
  /** Stops serving; connections are broken and further ones refused, until `start`. */
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

const clusterOf = (port: number): InstanceType<typeof gossip.ClusterInfo> => {
  const member = new gossip.MemberInfo().setState(gossip.MemberInfo.VNodeState.LEADER).setIsAlive(true)
  return new gossip.ClusterInfo().setMembersList([member.setHttpEndPoint(new gossip.EndPoint().setAddress('127.0.0.1').setPort(port))])
}

/** The services of one server. */
const serverFor = (
  it: Required<Pick<EventStoreDbOptions, 'log' | 'batchAppend' | 'maxAppendSize'>> &
    EventStoreDbOptions & { port: number; interventions: Interventions },
): Server => {
  const { log, logins, leader, batchAppend, port } = it
  const elsewhere = { 'leader-endpoint-host': '127.0.0.1', 'leader-endpoint-port': String(leader) }
  const refused = (metadata: Metadata, act: Act) =>
    leader !== undefined && metadata.get('requires-leader')[0] === 'true'
      ? refusal('not-leader', elsewhere)
      : refusedTo(logins, metadata, act)
  const remove =
    <Response>(soft: boolean, response: Response) =>
    (call: { readonly request: Removal; readonly metadata: Metadata }, answer: Answer<Response>): void => {
      const stream = streamIn(call.request.getOptions())
      const no = logins ? refused(call.metadata, { kind: 'delete', stream }) : refusal('access-denied')
      if (no) return answer(no)
      log.remove(stream, soft)
      answer(null, response)
    }
  const server = new Server()
  server.addService(featuresService.ServerFeaturesService, {
    getSupportedMethods: (_: unknown, answer: Answer<unknown>) => answer(null, methodsOf(batchAppend)),
  })
  server.addService(gossipService.GossipService, { read: (_: unknown, answer: Answer<unknown>) => answer(null, clusterOf(leader ?? port)) })
  server.addService(streamsService.StreamsService, {
    read: (call: Reading) => {
      const no = refused(call.metadata, { kind: 'read' })
      if (no) return void call.emit('error', no)
      void answerRead(log, call)
    },
    append: (call: Parameters<typeof answerAppend>[1], answer: Parameters<typeof answerAppend>[2]) =>
      answerAppend(it, call, answer, (stream) => refused(call.metadata, { kind: 'write', stream })),
    batchAppend: (call: Parameters<typeof answerBatchAppend>[1]) =>
      answerBatchAppend(it, call, (stream) => refused(call.metadata, { kind: 'write', stream })),
    delete: remove(true, new streams.DeleteResp()),
    tombstone: remove(false, new streams.TombstoneResp()),
  })
  return server
}

const credentialsOf = (certificate: Certificate | undefined): ServerCredentials =>
  certificate
    ? ServerCredentials.createSsl(null, [{ private_key: Buffer.from(certificate.key), cert_chain: Buffer.from(certificate.certificate) }])
    : ServerCredentials.createInsecure()

/** Starts a server; without options an empty log, no logins, no TLS, and many appends over one call. */
export const startEventStoreDb = async (options: EventStoreDbOptions = {}): Promise<EventStoreDb> => {
  const { log = eventLog(), batchAppend = true, maxAppendSize = 1024 * 1024, logins } = options
  const way = await line(options.port)
  const folder = logins && (await mkdtemp(join(tmpdir(), 'case-timeline-eventstoredb-')))
  const certificate = logins && selfSigned()
  const authority = folder && join(folder, 'ca.pem')
  if (authority && certificate) await writeFile(authority, certificate.certificate)
  const interventions: Interventions = {}
  let server: Server | undefined

  const start = async (): Promise<void> => {
    const starting = serverFor({ ...options, log, batchAppend, maxAppendSize, port: way.port, interventions })
    const port = await new Promise<number>((resolve, reject) =>
      starting.bindAsync('127.0.0.1:0', credentialsOf(certificate), (error, bound) => (error ? reject(error) : resolve(bound))),
    )
    server = starting
    way.leadTo(port)
  }
  const stop = async (): Promise<void> => {
    way.leadTo(undefined)
    way.cut()
    server?.forceShutdown()
    server = undefined
  }
  await start()
  return {
    port: way.port,
    log,
    interventions,
    url(login, parameters) {
      const who = login === undefined ? '' : `${[login, logins?.[login]?.password ?? 'unknown'].map(encodeURIComponent).join(':')}@`
      const security = authority === undefined ? 'tls=false' : `tlsCAFile=${encodeURIComponent(authority)}`
      return `esdb://${who}127.0.0.1:${way.port}?${[security, parameters].filter(Boolean).join('&')}`
    },
    cutConnections: () => way.cut(),
    stop,
    start,
    async close() {
      await stop()
      await way.close()
      if (folder) await rm(folder, { recursive: true, force: true })
    },
  }
}
