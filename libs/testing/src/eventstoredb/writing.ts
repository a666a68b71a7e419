import { setTimeout as pause } from 'node:timers/promises'
import { status, type sendUnaryData, type ServerDuplexStream, type ServerReadableStream, type StatusObject } from '@grpc/grpc-js'
import statuses from '@eventstore/db-client/generated/status_pb.js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import any from 'google-protobuf/google/protobuf/any_pb.js'
import empty from 'google-protobuf/google/protobuf/empty_pb.js'
import type { EventLog, Expected, Proposed, Written } from './event-log.ts'
import { refusal } from './refusals.ts'

const TIMED_OUT = 'Operation timed out'

/** Hooks during an append or a read: each may wait, and an append whose connection breaks meanwhile continues. */
export interface Interventions {
  /**
   * Called when a read or subscription has arrived, before its answer begins. Where it rejects, the call fails and the
   * connection stays, as at a proxy whose server is away.
   */
  reading?: (() => Promise<void>) | undefined
  /** Called when an append has arrived and nothing is recorded yet. */
  received?: ((stream: string) => Promise<void>) | undefined
  /** Called when it is recorded, and its answer is not sent yet. */
  recorded?: ((stream: string) => Promise<void>) | undefined
}

export interface Writing {
  readonly log: EventLog
  /** Maximum bytes of data in one append. */
  readonly maxAppendSize: number
  readonly interventions: Interventions
  /** The ids of events that have arrived and are not recorded yet. */
  readonly uncommitted: Set<string>
  /** Milliseconds until an append with such an id is given up. */
  readonly commitTimeoutMs: number
}

type AppendCall = ServerReadableStream<InstanceType<typeof streams.AppendReq>, InstanceType<typeof streams.AppendResp>>
type BatchCall = ServerDuplexStream<InstanceType<typeof streams.BatchAppendReq>, InstanceType<typeof streams.BatchAppendResp>>
type Message = InstanceType<typeof streams.AppendReq.ProposedMessage | typeof streams.BatchAppendReq.ProposedMessage>
type Identified = { getStreamIdentifier(): InstanceType<typeof shared.StreamIdentifier> | undefined }

export const streamIn = (options: Identified | undefined): string =>
  Buffer.from(options?.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString()

const proposed = (message: Message): Proposed => ({
  id: message.getId()?.getString() ?? '',
  type: message.getMetadataMap().get('type') ?? '',
  contentType: message.getMetadataMap().get('content-type') ?? 'application/octet-stream',
  data: message.getData_asU8(),
  metadata: message.getCustomMetadata_asU8(),
})

const expectedIn = (options: { hasAny(): boolean; hasNoStream(): boolean; hasStreamExists(): boolean }, revision: string): Expected =>
  options.hasAny() ? 'any' : options.hasNoStream() ? 'no-stream' : options.hasStreamExists() ? 'stream-exists' : Number(revision)

const write = async (
  { log, maxAppendSize, interventions, uncommitted, commitTimeoutMs }: Writing,
  stream: string,
  expected: Expected,
  events: readonly Proposed[],
): Promise<Written | 'too large' | 'timed out'> => {
  if (events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0) > maxAppendSize) return 'too large'
  const ids = events.map(({ id }) => `${stream} ${id}`)
  // The real server takes them for a repetition and waits for a commit, which it does not notice.
  if (ids.some((id) => uncommitted.has(id))) {
    await pause(commitTimeoutMs)
    return 'timed out'
  }
  for (const id of ids) uncommitted.add(id)
  await interventions.received?.(stream)
  const written = log.append(stream, expected, events)
  for (const id of ids) uncommitted.delete(id)
  await interventions.recorded?.(stream)
  return written
}

/** Answers an Append: one append per call, which a refusal ends before anything is recorded. */
export const answerAppend = (
  writing: Writing,
  call: AppendCall,
  answer: sendUnaryData<InstanceType<typeof streams.AppendResp>>,
  refuse: (stream: string) => Partial<StatusObject> | undefined,
): void => {
  let options: InstanceType<typeof streams.AppendReq.Options> | undefined
  const events: Proposed[] = []
  call.on('data', (request: InstanceType<typeof streams.AppendReq>) => {
    options ??= request.getOptions()
    const message = request.getProposedMessage()
    if (message) events.push(proposed(message))
  })
  call.on('error', () => undefined)
  const end = (): void => {
    if (call.cancelled) return
    const stream = streamIn(options)
    const refused = refuse(stream)
    if (refused) return answer(refused)
    void write(writing, stream, options ? expectedIn(options, options.getRevision()) : 'any', events).then((written) => {
      if (written === 'timed out') return answer({ code: status.ABORTED, details: TIMED_OUT })
      if (written === 'too large')
        return answer(refusal('maximum-append-size-exceeded', { 'maximum-append-size': String(writing.maxAppendSize) }))
      if (written.outcome === 'deleted') return answer(refusal('stream-deleted', { 'stream-name': stream }))
      answer(null, appendResponse(written))
    })
  }
  // A broken call also emits 'end', and only after that it is known to be broken: some of its events may be missing.
  call.on('end', () => setImmediate(end))
}

const appendResponse = (written: Exclude<Written, { outcome: 'deleted' }>): InstanceType<typeof streams.AppendResp> => {
  if (written.outcome === 'written') {
    const position = new streams.AppendResp.Position()
    position.setCommitPosition(String(written.position)).setPreparePosition(String(written.position))
    const success = new streams.AppendResp.Success().setCurrentRevision(String(written.revision)).setPosition(position)
    return new streams.AppendResp().setSuccess(success)
  }
  const wrong = new streams.AppendResp.WrongExpectedVersion()
  if (written.current < 0) wrong.setCurrentNoStream(new shared.Empty())
  else wrong.setCurrentRevision(String(written.current))
  return new streams.AppendResp().setWrongExpectedVersion(wrong)
}

type Pending = { options: InstanceType<typeof streams.BatchAppendReq.Options>; events: Proposed[] }

/** Answers a BatchAppend: many appends over one call, each with its own answer under its correlation id. */
export const answerBatchAppend = (
  writing: Writing,
  call: BatchCall,
  refuse: (stream: string) => Partial<StatusObject> | undefined,
): void => {
  const pending = new Map<string, Pending>()
  call.on('data', (request: InstanceType<typeof streams.BatchAppendReq>) => {
    const id = request.getCorrelationId()?.getString() ?? ''
    const options = request.getOptions() ?? pending.get(id)?.options
    if (!options) return
    const batch = pending.get(id) ?? { options, events: [] }
    pending.set(id, batch)
    batch.events.push(...request.getProposedMessagesList().map(proposed))
    if (!request.getIsFinal()) return
    pending.delete(id)
    const stream = streamIn(options)
    const response = new streams.BatchAppendResp().setCorrelationId(request.getCorrelationId())
    response.setStreamIdentifier(options.getStreamIdentifier())
    const respond = (filled: InstanceType<typeof streams.BatchAppendResp>) => {
      if (!call.cancelled) call.write(filled)
    }
    const refused = refuse(stream)
    if (refused?.code === status.PERMISSION_DENIED) return respond(response.setError(denied()))
    // The whole call is refused to an unknown login, and on a node that is not the leader.
    if (refused) return void call.emit('error', refused)
    void write(writing, stream, expectedIn(options, options.getStreamPosition()), batch.events).then((written) =>
      respond(batchResponse(response, written, options, writing.maxAppendSize)),
    )
  })
  call.on('error', () => undefined)
  call.on('end', () => call.end())
}

const problem = (name: string, bytes: Uint8Array, message: string): InstanceType<typeof statuses.Status> => {
  const details = new any.Any()
  details.pack(bytes, `event_store.client.${name}`)
  return new statuses.Status().setMessage(message).setDetails(details)
}

const denied = () => problem('AccessDenied', new shared.AccessDenied().serializeBinary(), 'Access Denied')

const batchResponse = (
  response: InstanceType<typeof streams.BatchAppendResp>,
  written: Written | 'too large' | 'timed out',
  options: InstanceType<typeof streams.BatchAppendReq.Options>,
  maxAppendSize: number,
): InstanceType<typeof streams.BatchAppendResp> => {
  if (written === 'timed out') return response.setError(problem('Timeout', new shared.Timeout().serializeBinary(), TIMED_OUT))
  if (written === 'too large') {
    const size = new shared.MaximumAppendSizeExceeded().setMaxappendsize(maxAppendSize)
    return response.setError(problem('MaximumAppendSizeExceeded', size.serializeBinary(), 'Maximum Append Size Exceeded'))
  }
  if (written.outcome === 'deleted') {
    const deleted = new shared.StreamDeleted().setStreamIdentifier(options.getStreamIdentifier())
    return response.setError(problem('StreamDeleted', deleted.serializeBinary(), 'Event stream is deleted'))
  }
  if (written.outcome === 'written') {
    const position = new shared.AllStreamPosition()
    position.setCommitPosition(String(written.position)).setPreparePosition(String(written.position))
    return response.setSuccess(new streams.BatchAppendResp.Success().setCurrentRevision(String(written.revision)).setPosition(position))
  }
  const wrong = new shared.WrongExpectedVersion()
  if (written.current < 0) wrong.setCurrentNoStream(new empty.Empty())
  else wrong.setCurrentStreamRevision(String(written.current))
  return response.setError(problem('WrongExpectedVersion', wrong.serializeBinary(), 'Wrong Expected Version'))
}
