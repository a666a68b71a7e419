import { ApprovalRequested, type Basis, type FactOf, type PendingApproval, type ServiceName } from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import {
  type Append,
  type AppendOutcome,
  canonical,
  type EventStore,
  hashEvents,
  type RecordingContext,
  type StoredEvent,
} from '@case-timeline/event-store'
import { createHash } from 'node:crypto'
import type { Aggregate } from './aggregate.ts'
import { approvalsStream } from './approvals.stream.ts'
import type { AwaitingAnswer } from './submitted-command.ts'

type Requested = FactOf<typeof ApprovalRequested>['data']

/** How long a request can be approved: a command that nobody took up for two weeks is judged afresh. */
const DAYS_UNTIL_LAPSE = 14

const lapseOf = (now: string): string => `${new Date(Date.parse(now) + DAYS_UNTIL_LAPSE * 86_400_000).toISOString().slice(0, 19)}Z`

/** What is approved: SHA-256 in hexadecimal of the RFC 8785 text of the command, its body and the stream it concerns. */
export const requestDigest = ({ command, stream, body }: Pick<Requested, 'command' | 'stream' | 'body'>): string =>
  createHash('sha256').update(canonical({ body, command, stream })).digest('hex')

const requestStreamOf = ({ service, caseId, stream }: RecordingContext): string =>
  approvalsStream(service, caseId ?? stream.slice(stream.indexOf('-') + 1))

/** A request for approval: its id, and the case or stream of its commands. */
export interface RequestReference {
  readonly service: ServiceName
  /** The case; for a command that belongs to no case, the id of the stream that it concerns. */
  readonly id: string
  readonly requestId: string
}

const pendingOf = (requestId: string, { digest, approvedBy, rules, lapsesAt }: Requested): PendingApproval => ({
  requestId,
  digest,
  approvedBy,
  rules,
  lapsesAt,
})

const answerTo = (recorded: AwaitingAnswer['recorded'], request: Pick<StoredEvent, 'id' | 'data'>): AwaitingAnswer => ({
  outcome: 'awaits-approval',
  recorded,
  approval: pendingOf(request.id, request.data as Requested),
})

/** The roles of the second person whom a request names; none if there is no such request. */
export const approverRoles = async (
  { store }: { readonly store: EventStore },
  { service, id, requestId }: RequestReference,
): Promise<readonly string[]> => {
  const request = (await store.readStream(approvalsStream(service, id))).find((event) => event.id === requestId)
  return request?.type === ApprovalRequested.type ? (request.data as Requested).approvedBy : []
}

/** The recorded request of a command, `id-clash` if the command had another body, or undefined. */
export const recordedRequest = async (
  { store }: { readonly store: EventStore },
  recordingContext: RecordingContext,
): Promise<AwaitingAnswer | 'id-clash' | undefined> => {
  const stream = requestStreamOf(recordingContext)
  const found = await store.findCommand(stream, recordingContext.commandId)
  if (!found) return undefined
  const { commandDigest, ...recorded } = found
  if (!commandDigest.equals(recordingContext.commandDigest)) return 'id-clash'
  const [event] = await store.readStream(stream, found.firstRevision - 1)
  return event && answerTo(recorded, event)
}

/** A command that waits for a second person, with what its decision read. */
export interface UnapprovedCommand {
  readonly name: string
  readonly body: unknown
  readonly rules: readonly Rule[]
  readonly basis: Basis | undefined
}

/**
 * Records once that a command waits for approval, under the command's own id: the event has the id that the command's
 * first event would have had, so a command is recorded, refused or waits, also under races.
 * @throws RangeError if the contract of the command names no role that approves it
 */
export const recordRequest = async (
  store: EventStore,
  recordingContext: RecordingContext,
  conditions: Pick<Append, 'generation' | 'requireStillHolds'>,
  { commands }: Aggregate,
  { name, body, rules, basis }: UnapprovedCommand,
): Promise<{ readonly answer: (recorded: AwaitingAnswer['recorded']) => AwaitingAnswer; readonly outcome: AppendOutcome }> => {
  const { approvedBy } = commands[name]?.type ?? {}
  if (!approvedBy) throw new RangeError(`${name} waits for a second person, but its contract names no roles: add approvedBy to it`)
  // As it is read back, without members that are undefined.
  const concerned = { command: name, stream: recordingContext.stream, body: JSON.parse(JSON.stringify(body)) as unknown }
  const data: Requested = {
    ...concerned,
    rules: rules.map(({ id }) => id),
    approvedBy: [...approvedBy],
    digest: requestDigest(concerned),
    lapsesAt: lapseOf(recordingContext.now),
  }
  const stream = requestStreamOf(recordingContext)
  const { commandId, commandDigest, now } = recordingContext
  const events = hashEvents(
    [{ type: ApprovalRequested.type, data }],
    { ...recordingContext, stream, occurredAt: now, occurredZone: undefined, basis },
    () => ApprovalRequested,
  )
  const outcome = await store.append({ stream, expected: 'any', commandId, commandDigest, events, ...conditions })
  return { answer: (recorded) => answerTo(recorded, { id: events[0]?.id ?? '', data }), outcome }
}
