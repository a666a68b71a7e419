import { type ServerWritableStream, status } from '@grpc/grpc-js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import type { EventLog, Recorded } from './event-log.ts'
import { refusal } from './refusals.ts'

type Options = InstanceType<typeof streams.ReadReq.Options>
type Filter = InstanceType<typeof streams.ReadReq.Options.FilterOptions>
/** A response, or its bytes. */
type Response = InstanceType<typeof streams.ReadResp> | Buffer
export type Reading = ServerWritableStream<InstanceType<typeof streams.ReadReq>, Response>

/** The number of events that the server examines between two checkpoints, before the multiplier of the client. */
const CHECKPOINT_WINDOW = 32

const KEPT = 256
const newest = new Map<Recorded, Buffer>()

/** An event for subscriptions, encoded once for all of them while it is new: a real server does that faster. */
const newEventResponse = (event: Recorded): Buffer => {
  const response = newest.get(event) ?? eventResponse(event)
  newest.set(event, response)
  for (const oldest of newest.keys()) {
    if (newest.size <= KEPT) break
    newest.delete(oldest)
  }
  return response
}

const eventResponse = (event: Recorded): Buffer => {
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent()
  recorded.setId(new shared.UUID().setString(event.id))
  recorded.setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from(event.stream)))
  recorded.setStreamRevision(String(event.revision))
  recorded.setCommitPosition(String(event.position)).setPreparePosition(String(event.position))
  recorded.getMetadataMap().set('type', event.type).set('content-type', event.contentType).set('created', String(event.created))
  recorded.setData(event.data).setCustomMetadata(event.metadata)
  const read = new streams.ReadResp.ReadEvent().setEvent(recorded).setCommitPosition(String(event.position))
  return Buffer.from(new streams.ReadResp().setEvent(read).serializeBinary())
}

const matcher = (filter: Filter | undefined): ((event: Recorded) => boolean) => {
  const byStream = filter?.getStreamIdentifier()
  const expression = byStream ?? filter?.getEventType()
  if (!expression) return () => true
  const filteredText = (event: Recorded) => (byStream ? event.stream : event.type)
  const [regex, prefixes] = [expression.getRegex(), expression.getPrefixList()]
  if (regex !== '') return (event) => new RegExp(regex).test(filteredText(event))
  return (event) => prefixes.some((prefix) => filteredText(event).startsWith(prefix))
}

/** Index of the first event at or after a position, by binary search. */
const indexOf = (all: readonly Recorded[], position: bigint): number => {
  let [low, high] = [0, all.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((all[middle]?.position ?? 0n) < position) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * The start index of a read in the log; undefined for a position at which no record begins, which the server refuses.
 */
const startIn = (all: readonly Recorded[], options: Options): number | undefined => {
  const from = options.getAll()
  if (from?.hasStart()) return 0
  if (from?.hasEnd()) return all.length
  const position = BigInt(from?.getPosition()?.getCommitPosition() ?? 0)
  const index = indexOf(all, position)
  return all[index]?.position === position ? index : undefined
}

/** Writes at the pace of the client. @returns false once the client has disconnected */
const sender = (call: Reading): ((response: Response) => Promise<boolean>) => {
  const gone = new Promise<void>((resolve) => call.once('cancelled', resolve).once('close', resolve))
  return async (response) => {
    if (call.cancelled) return false
    if (!call.write(response)) await Promise.race([new Promise((resolve) => call.once('drain', resolve)), gone])
    return !call.cancelled
  }
}

const invalidPosition = { code: status.INVALID_ARGUMENT, details: 'Invalid position' }

const readStream = async (log: EventLog, call: Reading, options: Options, onEvent: () => void): Promise<void> => {
  const streamOptions = options.getStream()
  const identifier = streamOptions?.getStreamIdentifier()
  const name = Buffer.from(identifier?.getStreamName_asU8() ?? []).toString()
  if (log.isTombstoned(name)) return void call.emit('error', refusal('stream-deleted', { 'stream-name': name }))
  const events = log.stream(name)
  const send = sender(call)
  if (!events) {
    await send(new streams.ReadResp().setStreamNotFound(new streams.ReadResp.StreamNotFound().setStreamIdentifier(identifier)))
    return void call.end()
  }
  const backwards = options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS
  const from = streamOptions?.hasRevision() ? Number(streamOptions.getRevision()) : streamOptions?.hasEnd() ? Infinity : 0
  const wanted = backwards
    ? events.filter(({ revision }) => revision <= from).toReversed()
    : events.filter(({ revision }) => revision >= from)
  for (const event of wanted.slice(0, Number(options.getCount()))) {
    onEvent()
    if (!(await send(eventResponse(event)))) return
  }
  call.end()
}

const readAll = async (log: EventLog, call: Reading, options: Options, onEvent: () => void): Promise<void> => {
  const all = log.all()
  const start = startIn(all, options)
  if (start === undefined) return void call.emit('error', invalidPosition)
  const matches = matcher(options.getFilter())
  const send = sender(call)
  const backwards = options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS
  let left = Number(options.getCount())
  for (let index = backwards ? start - 1 : start; left > 0; index += backwards ? -1 : 1) {
    const event = all[index]
    if (!event) break
    if (!matches(event)) continue
    onEvent()
    if (!(await send(eventResponse(event)))) return
    left -= 1
  }
  call.end()
}

const subscribeToAll = async (log: EventLog, call: Reading, options: Options): Promise<void> => {
  const all = log.all()
  const start = startIn(all, options)
  if (start === undefined) return void call.emit('error', invalidPosition)
  const filter = options.getFilter()
  const matches = matcher(filter)
  const interval = CHECKPOINT_WINDOW * (filter?.getCheckpointintervalmultiplier() ?? 1)
  const send = sender(call)
  let wake = (): void => undefined
  const unsubscribe = log.onAppended(() => wake())
  call.once('cancelled', () => wake())
  try {
    await send(new streams.ReadResp().setConfirmation(new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(call.getPath())))
    let considered = 0
    // The subscriber already has the event at the given position.
    let index = options.getAll()?.hasPosition() ? start + 1 : start
    for (;;) {
      const more = new Promise<void>((resolve) => (wake = resolve))
      for (; index < all.length; index += 1) {
        const event = all[index]
        if (event && matches(event) && !(await send(newEventResponse(event)))) return
        considered += 1
        if (event && filter && considered % interval === 0) {
          const checkpoint = new streams.ReadResp.Checkpoint().setCommitPosition(String(event.position)).setPreparePosition('0')
          if (!(await send(new streams.ReadResp().setCheckpoint(checkpoint)))) return
        }
      }
      if (call.cancelled) return
      await more
    }
  } finally {
    unsubscribe()
  }
}

/**
 * Answers a Read: of a stream or of $all, in either direction, with or without a filter, or as a subscription.
 * @param onEvent called for each event of an answer, subscriptions aside
 */
export const answerRead = (log: EventLog, call: Reading, onEvent: () => void): Promise<void> => {
  const options = call.request.getOptions() ?? new streams.ReadReq.Options()
  if (options.hasStream()) return readStream(log, call, options, onEvent)
  return options.hasSubscription() ? subscribeToAll(log, call, options) : readAll(log, call, options, onEvent)
}
