import shared from '@eventstore/db-client/generated/shared_pb.js'
import type streams from '@eventstore/db-client/generated/streams_pb.js'

/** An event on its way: bytes that the server keeps as they are. */
export interface Proposal {
  readonly id: string
  readonly type: string
  /** JSON. */
  readonly data: Buffer
  /** JSON. */
  readonly metadata: Buffer
}

/** Events for one stream, all or none, if its last revision is the one expected (-1: there is no such stream). */
export interface Proposals {
  readonly stream: string
  readonly expected: number
  readonly events: readonly Proposal[]
}

/** `conflict`: the stream's last revision is another. */
export type Written = 'written' | 'conflict'

/** A way on which appends go to the server. What it throws is an error of the server or the connection as it came. */
export interface AppendLane {
  append(proposals: Proposals): Promise<Written>
  close(): void
}

type Message = InstanceType<typeof streams.AppendReq.ProposedMessage> | InstanceType<typeof streams.BatchAppendReq.ProposedMessage>

export const filled = <M extends Message>(message: M, { id, type, data, metadata }: Proposal): M => {
  message.setId(new shared.UUID().setString(id)).setData(data).setCustomMetadata(metadata)
  message.getMetadataMap().set('type', type).set('content-type', 'application/json')
  return message
}

export const identifierOf = (stream: string): InstanceType<typeof shared.StreamIdentifier> =>
  new shared.StreamIdentifier().setStreamName(Buffer.from(stream))
