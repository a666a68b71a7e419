import shared from '@eventstore/db-client/generated/shared_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'

export type ReadRequest = InstanceType<typeof streams.ReadReq>
export type ReadResponse = InstanceType<typeof streams.ReadResp>
type Options = InstanceType<typeof streams.ReadReq.Options>

/** Keeps what begins with one of these: in the name of the stream, or of the event's type. */
export type Filter = { readonly streams: readonly string[] } | { readonly types: readonly string[] }

// How many events the server looks at for one page of a filtered read. By its own measure, 32, rare events are slow to come by.
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

/** @param from the first revision that is wanted */
export const streamForwards = (stream: string, from: number, count: number = Number.MAX_SAFE_INTEGER): ReadRequest => {
  const of = new streams.ReadReq.Options.StreamOptions()
  of.setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from(stream))).setRevision(String(from))
  return new streams.ReadReq().setOptions(common().setStream(of).setCount(String(count)).setNoFilter(new shared.Empty()))
}

/** @param from a position at which an event stands, itself included, or `0` */
export const allForwards = (from: string, filter: Filter): ReadRequest =>
  new streams.ReadReq().setOptions(
    common().setAll(allFrom(from)).setCount(String(Number.MAX_SAFE_INTEGER)).setFilter(filterOptions(filter).setMax(SEARCH_WINDOW)),
  )

/** The last event that a filter lets through. */
export const lastOf = (filter: Filter): ReadRequest =>
  new streams.ReadReq().setOptions(
    common()
      .setReadDirection(BACKWARDS)
      .setAll(new streams.ReadReq.Options.AllOptions().setEnd(new shared.Empty()))
      .setCount('1')
      .setFilter(filterOptions(filter).setMax(SEARCH_WINDOW)),
  )

/** All that comes after a position, for as long as the call lasts, and checkpoints over what the filter leaves out. */
export const subscription = (after: string, filter: Filter): ReadRequest =>
  new streams.ReadReq().setOptions(
    common()
      .setAll(allFrom(after))
      .setSubscription(new streams.ReadReq.Options.SubscriptionOptions())
      .setFilter(filterOptions(filter).setCount(new shared.Empty())),
  )
