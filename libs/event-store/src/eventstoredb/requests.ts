import shared from '@eventstore/db-client/generated/shared_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'

export type ReadRequest = InstanceType<typeof streams.ReadReq>
export type ReadResponse = InstanceType<typeof streams.ReadResp>
type Options = InstanceType<typeof streams.ReadReq.Options>

/** Keeps events whose stream name or type begins with one of these. */
export type Filter = { readonly streams: readonly string[] } | { readonly types: readonly string[] }

// How many events the server examines for one page of a filtered read. With the server's default, 32, a search for rare
// events is slow.
const SEARCH_WINDOW = 1_000

const { FORWARDS, BACKWARDS } = streams.ReadReq.Options.ReadDirection

const common = (): Options => {
  const uuids = new streams.ReadReq.Options.UUIDOption().setString(new shared.Empty())
  return new streams.ReadReq.Options().setUuidOption(uuids).setResolveLinks(false).setReadDirection(FORWARDS)
}

const filterOptions = (filter: Filter): InstanceType<typeof streams.ReadReq.Options.FilterOptions> => {
  const expression = new streams.ReadReq.Options.FilterOptions.Expression()
  const options = new streams.ReadReq.Options.FilterOptions().setCheckpointintervalmultiplier(1)
  return 'streams' in filter
    ? options.setStreamIdentifier(expression.setPrefixList([...filter.streams]))
    : options.setEventType(expression.setPrefixList([...filter.types]))
}

const allFrom = (position: string): InstanceType<typeof streams.ReadReq.Options.AllOptions> => {
  const from = new streams.ReadReq.Options.AllOptions()
  if (position === '0') return from.setStart(new shared.Empty())
  return from.setPosition(new streams.ReadReq.Options.Position().setCommitPosition(position).setPreparePosition(position))
}

/** A read of a stream, in order. @param from the first revision to read */
export const streamForwards = (stream: string, from: number, count: number = Number.MAX_SAFE_INTEGER): ReadRequest => {
  const of = new streams.ReadReq.Options.StreamOptions()
  of.setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from(stream))).setRevision(String(from))
  return new streams.ReadReq().setOptions(common().setStream(of).setCount(String(count)).setNoFilter(new shared.Empty()))
}

/**
 * A read of the log, in order.
 * @param from the position of the first event to read, or `0`
 * @param count how many events that pass the filter to read; fewer only at the end of the log
 */
export const allForwards = (from: string, filter: Filter, count: number): ReadRequest =>
  new streams.ReadReq().setOptions(
    common().setAll(allFrom(from)).setCount(String(count)).setFilter(filterOptions(filter).setMax(SEARCH_WINDOW)),
  )

/** A read of the record at a position, also one of another application. */
export const recordAt = (position: string): ReadRequest =>
  new streams.ReadReq().setOptions(common().setAll(allFrom(position)).setCount('1').setNoFilter(new shared.Empty()))

/** A read of the last event that passes a filter. */
export const lastOf = (filter: Filter): ReadRequest =>
  new streams.ReadReq().setOptions(
    common()
      .setReadDirection(BACKWARDS)
      .setAll(new streams.ReadReq.Options.AllOptions().setEnd(new shared.Empty()))
      .setCount('1')
      .setFilter(filterOptions(filter).setMax(SEARCH_WINDOW)),
  )

/** A subscription to the events after a position, with checkpoints that report the progress past other events. */
export const subscription = (after: string, filter: Filter): ReadRequest =>
  new streams.ReadReq().setOptions(
    common()
      .setAll(allFrom(after))
      .setSubscription(new streams.ReadReq.Options.SubscriptionOptions())
      .setFilter(filterOptions(filter).setCount(new shared.Empty())),
  )
