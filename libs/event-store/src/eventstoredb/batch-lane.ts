import { randomUUID } from 'node:crypto'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import type { Status } from '@eventstore/db-client/generated/status_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import type { ClientDuplexStream } from '@grpc/grpc-js'
import empty from 'google-protobuf/google/protobuf/empty_pb.js'
import timestamp from 'google-protobuf/google/protobuf/timestamp_pb.js'
import { StoreDenied, StoreUnavailable } from '../event-store.ts'
import { tooLarge } from './failures.ts'
import { fillMessage, identifierOf, type AppendLane, type Proposals, type Written } from './proposals.ts'

type Request = InstanceType<typeof streams.BatchAppendReq>
type Response = InstanceType<typeof streams.BatchAppendResp>
type PendingAppend = { resolve(written: Written): void; reject(error: Error): void }

/** The meaning of a failed append; the names of the details are EventStoreDB's. */
const failureOf = (error: Status): Written | Error => {
  const details = error.getDetails()
  switch (details?.getTypeName()) {
    case 'event_store.client.WrongExpectedVersion':
      return { outcome: 'conflict' }
    case 'event_store.client.Timeout':
      return { outcome: 'timed-out' }
    case 'event_store.client.AccessDenied':
      return new StoreDenied('the event store refused: Access Denied')
    case 'event_store.client.MaximumAppendSizeExceeded':
      return tooLarge(shared.MaximumAppendSizeExceeded.deserializeBinary(details.getValue_asU8()).getMaxappendsize())
    case 'event_store.client.StreamDeleted':
    case 'event_store.client.BadRequest':
      return new Error(`the event store refused the append as invalid: ${error.getMessage()}`)
    default:
      return new StoreUnavailable(`the event store could not write now (${error.getMessage()}): send the same command again`)
  }
}

const answerIn = (response: Response): Written | Error => {
  const error = response.getError()
  return error ? failureOf(error) : { outcome: 'written', position: response.getSuccess()?.getPosition()?.getCommitPosition() }
}

const requestFor = (id: string, { stream, expected, events }: Proposals, deadline: Date): Request => {
  const options = new streams.BatchAppendReq.Options().setStreamIdentifier(identifierOf(stream))
  options.setDeadline(timestamp.Timestamp.fromDate(deadline))
  if (expected < 0) options.setNoStream(new empty.Empty())
  else options.setStreamPosition(String(expected))
  const messages = events.map((event) => fillMessage(new streams.BatchAppendReq.ProposedMessage(), event))
  return new streams.BatchAppendReq()
    .setCorrelationId(new shared.UUID().setString(id))
    .setOptions(options)
    .setProposedMessagesList(messages)
    .setIsFinal(true)
}

/**
 * How many appends are at the server at once. More of them would wait there, within the time limit of each: a server that
 * records a hundred in a second would answer the last of two thousand, as an import has them, too late.
 */
export const MAX_SENT = 128

/**
 * Sends all appends over one call that stays open, and gets an answer for each (BatchAppend). The implementation in the
 * client of EventStoreDB is not usable: a broken call fails the appends of every connection of the process, and a late
 * answer to one of those appends ends the process.
 * @param deadline returns the time limit for the answer to an append that is sent now
 * @param onEnd called once when the call has ended, for whatever reason
 */
export const batchLane = (call: ClientDuplexStream<Request, Response>, deadline: () => Date, onEnd: (error: Error) => void): AppendLane => {
  const sent = new Map<string, PendingAppend & { readonly timer: NodeJS.Timeout }>()
  const unsent: (PendingAppend & { readonly proposals: Proposals })[] = []
  let failure: Error | undefined
  const end = (error: Error): void => {
    if (failure) return
    failure = error
    for (const { timer, reject } of sent.values()) {
      clearTimeout(timer)
      reject(error)
    }
    for (const { reject } of unsent.splice(0)) reject(error)
    sent.clear()
    onEnd(error)
  }
  const failOnDeadline = (): void => {
    end(new StoreUnavailable('the event store did not answer before the deadline: send the same command again'))
    call.cancel()
  }
  const send = ({ proposals, ...pending }: PendingAppend & { readonly proposals: Proposals }): void => {
    try {
      proposals.requireStillHolds?.()
    } catch (error) {
      return pending.reject(error as Error)
    }
    const id = randomUUID()
    const appendDeadline = deadline()
    // After a missing answer the call is given up, since the other waiting appends would get none either: the next
    // append opens another call.
    const timer = setTimeout(failOnDeadline, appendDeadline.getTime() - Date.now())
    sent.set(id, { ...pending, timer })
    call.write(requestFor(id, proposals, appendDeadline))
  }
  const sendNext = (): void => {
    for (; sent.size < MAX_SENT;) {
      const next = unsent.shift()
      if (!next) return
      send(next)
    }
  }
  call.on('error', end)
  call.on('end', () => end(new StoreUnavailable('the event store ended the call: send the same command again')))
  call.on('data', (response: Response) => {
    const id = response.getCorrelationId()?.getString() ?? ''
    const pending = sent.get(id)
    if (!pending) return
    clearTimeout(pending.timer)
    sent.delete(id)
    const answer = answerIn(response)
    if (answer instanceof Error) pending.reject(answer)
    else pending.resolve(answer)
    sendNext()
  })
  return {
    append: (proposals) =>
      new Promise<Written>((resolve, reject) => {
        if (failure) return reject(failure)
        unsent.push({ proposals, resolve, reject })
        sendNext()
      }),
    close() {
      end(new StoreUnavailable('the event store is closed'))
      call.cancel()
    },
  }
}
