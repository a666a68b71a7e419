import { streamName } from '@case-timeline/casework'
import { commandDigest } from '@case-timeline/event-store'
import type { Aggregate } from './aggregate.ts'
import type { SubmittedCommand } from './submitted-command.ts'

/** The stream of a command. */
export const streamOf = (aggregate: Aggregate, { caseId, body }: SubmittedCommand): string =>
  streamName(aggregate.service, aggregate.name, aggregate.streamId(caseId ?? '', body.data))

/** Distinguishes the retry of a command from another command of the same id: 32 bytes. */
export const digestOf = (digestKey: Buffer, { name, body, comparedBody, signedDigest }: SubmittedCommand): Buffer =>
  commandDigest(digestKey, name, comparedBody ?? body, signedDigest)
