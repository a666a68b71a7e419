import { TimeoutError, WrongExpectedVersionError } from '@eventstore/db-client'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import type { ClientWritableStream, ServiceError } from '@grpc/grpc-js'
import { commandErrorOf } from './failures.ts'
import { fillMessage, identifierOf, type AppendLane } from './proposals.ts'

type Request = InstanceType<typeof streams.AppendReq>
type Answer = (error: ServiceError | null, response: InstanceType<typeof streams.AppendResp>) => void

/** Makes one call (Append) for each append, for servers that do not support BatchAppend. @param open begins a call */
export const singleLane = (open: (answer: Answer) => ClientWritableStream<Request>): AppendLane => ({
  append: ({ stream, expected, events, requireStillHolds }) =>
    new Promise((resolve, reject) => {
      requireStillHolds?.()
      const call = open((error, response) => {
        if (!error && response.hasWrongExpectedVersion()) resolve({ outcome: 'conflict' })
        else if (!error) resolve({ outcome: 'written', position: response.getSuccess()?.getPosition()?.getCommitPosition() })
        else if (commandErrorOf(error) instanceof WrongExpectedVersionError) resolve({ outcome: 'conflict' })
        else if (commandErrorOf(error) instanceof TimeoutError) resolve({ outcome: 'timed-out' })
        else reject(error)
      })
      // The callback gets this error too; without a listener it would end the process.
      call.on('error', () => undefined)
      const options = new streams.AppendReq.Options().setStreamIdentifier(identifierOf(stream))
      if (expected < 0) options.setNoStream(new shared.Empty())
      else options.setRevision(String(expected))
      call.write(new streams.AppendReq().setOptions(options))
      for (const event of events)
        call.write(new streams.AppendReq().setProposedMessage(fillMessage(new streams.AppendReq.ProposedMessage(), event)))
      call.end()
    }),
  close: () => undefined,
})
