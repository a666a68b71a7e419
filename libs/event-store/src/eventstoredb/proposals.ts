import shared from '@eventstore/db-client/generated/shared_pb.js'
import type streams from '@eventstore/db-client/generated/streams_pb.js'

/** An event to append: bytes that the server stores unchanged. */
export interface Proposal {
  readonly id: string
  readonly type: string
  /** JSON. */
  readonly data: Buffer
  /** JSON. */
  readonly metadata: Buffer
}

/**
 * Events for one stream, appended all or none, if its last revision is the expected one (-1: the stream must not
 * exist).
 */
export interface Proposals {
  readonly stream: string
  readonly expected: number
  readonly events: readonly Proposal[]
  /** Called when they are sent. @throws what the append then fails with */
  readonly requireStillHolds?: (() => void) | undefined
}

/**
 * `conflict`: the stream has another last revision. `timed-out`: the server gave up, as it does with events whose ids
 * are those of an append that is not committed yet; whether they are recorded shows when they are looked for.
 * `position`: of the last event, if the server says it. Events that were recorded before, under the same ids, keep theirs.
 */
export type Written =
  | { readonly outcome: 'written'; readonly position: string | undefined }
  | { readonly outcome: 'conflict' | 'timed-out' }

/** A way to send appends to one server. It throws errors of the server or the connection unchanged. */
export interface AppendLane {
  append(proposals: Proposals): Promise<Written>
  close(): void
}

type Message = InstanceType<typeof streams.AppendReq.ProposedMessage> | InstanceType<typeof streams.BatchAppendReq.ProposedMessage>

/** Sets the members of an event in a message of the protocol. */
export const fillMessage = <M extends Message>(message: M, { id, type, data, metadata }: Proposal): M => {
  message.setId(new shared.UUID().setString(id)).setData(data).setCustomMetadata(metadata)
  message.getMetadataMap().set('type', type).set('content-type', 'application/json')
  return message
}

export const identifierOf = (stream: string): InstanceType<typeof shared.StreamIdentifier> =>
  new shared.StreamIdentifier().setStreamName(Buffer.from(stream))
