import gossip from '@eventstore/db-client/generated/gossip_pb.js'
import gossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js'
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import { type CallOptions, type Channel, credentials, type Metadata, type ServiceError } from '@grpc/grpc-js'
import type { StoreNode, StoreServer } from '../event-store.ts'

/** The first version under the present name. */
const FIRST_OF_KURRENTDB = 25

type Answered<T> = (error: ServiceError | null, answer: T) => void
const answerTo = <T>(call: (answered: Answered<T>) => unknown): Promise<T> =>
  new Promise((resolve, reject) => call((error, answer) => (error ? reject(error) : resolve(answer))))

const STATES = new Map(Object.entries(gossip.MemberInfo.VNodeState).map(([name, value]) => [value, name.toLowerCase()]))

const nodeOf = (member: InstanceType<typeof gossip.MemberInfo>): StoreNode => ({
  address: `${member.getHttpEndPoint()?.getAddress()}:${member.getHttpEndPoint()?.getPort()}`,
  state: STATES.get(member.getState()) ?? 'unknown',
  isAlive: member.getIsAlive(),
})

/** Asks a node for its version, and for the cluster as it sees it. Rejects with the error of the call. */
export const describeServer = async (
  { channel, endPoint }: { readonly channel: Channel; readonly endPoint: { readonly address: string; readonly port: number } },
  metadata: Metadata,
  options: () => Partial<CallOptions>,
): Promise<Pick<StoreServer, 'product' | 'address' | 'nodes'>> => {
  const over = ['', credentials.createInsecure(), { channelOverride: channel }] as const
  const features = new featuresService.ServerFeaturesClient(...over)
  const members = new gossipService.GossipClient(...over)
  const [supported, cluster] = await Promise.all([
    answerTo<{ getEventStoreServerVersion(): string }>((answered) =>
      features.getSupportedMethods(new shared.Empty(), metadata, options(), answered),
    ),
    answerTo<InstanceType<typeof gossip.ClusterInfo>>((answered) => members.read(new shared.Empty(), metadata, options(), answered)),
  ])
  const version = supported.getEventStoreServerVersion()
  return {
    product: `${Number.parseInt(version, 10) >= FIRST_OF_KURRENTDB ? 'KurrentDB' : 'EventStoreDB'} ${version}`,
    address: `${endPoint.address}:${endPoint.port}`,
    nodes: cluster.getMembersList().map(nodeOf),
  }
}
