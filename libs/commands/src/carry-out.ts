import { ApprovalGiven, ApprovalRequested, ApprovedCommandDecided, type FactOf } from '@case-timeline/contracts'
import { commandDigest, commandIdForApproval, hashEvents, type StoredEvent } from '@case-timeline/event-store'
import { actingAgencyOf, streamName } from '@case-timeline/casework'
import type { Aggregate } from './aggregate.ts'
import { approvalsOf, approvalsStream } from './approvals.stream.ts'
import { requestDigest, type RequestReference } from './approval-request.ts'
import { correct } from './correct.ts'
import { handle } from './handle.ts'
import { factsIn } from './state.ts'
import type { Answer, CommandContext, SubmittedCommand } from './submitted-command.ts'

type Requested = FactOf<typeof ApprovalRequested>['data']

interface ApprovedRequest {
  readonly request: StoredEvent
  readonly requested: Requested
  readonly approval: StoredEvent
}

/** @throws RangeError if the log has another command than the one that was approved */
const approvedRequest = async (
  { store }: CommandContext,
  { service, id, requestId }: RequestReference,
): Promise<ApprovedRequest | undefined> => {
  const history = await store.readStream(approvalsStream(service, id))
  const inForce = new Set(factsIn(approvalsOf(service), history).map((fact) => fact.id))
  const request = history.find((event) => event.id === requestId && event.type === ApprovalRequested.type)
  const approval = history.find(
    (event) =>
      event.type === ApprovalGiven.type &&
      inForce.has(event.id) &&
      (event.data as FactOf<typeof ApprovalGiven>['data']).requestId === requestId,
  )
  if (!request || !approval) return undefined
  const requested = request.data as Requested
  if (requestDigest(requested) !== (approval.data as FactOf<typeof ApprovalGiven>['data']).digest)
    throw new RangeError(`request ${requestId} is not the command that was approved: verify the log`)
  return { request, requested, approval }
}

/** The command as it was sent, with the second person: its id is the same at each attempt. */
const approvedCommand = ({ request, requested, approval }: ApprovedRequest): SubmittedCommand => {
  const { userId, role } = approval.envelope.actor
  return {
    caseId: request.caseId,
    name: requested.command,
    body: requested.body as unknown as SubmittedCommand['body'],
    actor: request.envelope.actor,
    approval: { approver: { userId, role }, readAtRequest: request.envelope.basis?.events.map((event) => event.id) ?? [] },
    commandId: commandIdForApproval(request.id),
    retryable: true,
    correlationId: approval.envelope.correlationId,
    causationId: approval.id,
    jurisdiction: request.envelope.jurisdiction,
  }
}

const decided = (context: CommandContext, aggregates: readonly Aggregate[], approved: ApprovedRequest): Promise<Answer> => {
  const { stream } = approved.requested
  const command = approvedCommand(approved)
  const owner = aggregates.find(({ service, name }) => stream.startsWith(streamName(service, name, '')))
  if (owner && Object.hasOwn(owner.commands, command.name)) return handle(context, owner, command)
  const streamId = owner && stream.slice(streamName(owner.service, owner.name, '').length)
  const ofNoCase = command.caseId === undefined && owner && streamId !== undefined ? { aggregate: owner, streamId } : undefined
  // The requested body has its members encrypted already.
  return correct(context, aggregates, command, undefined, ofNoCase)
}

const recordDecision = async (
  context: CommandContext,
  { service, id, requestId }: RequestReference,
  { request, approval }: ApprovedRequest,
  answer: Extract<Answer, { outcome: 'appended' | 'duplicate' | 'refused' }>,
): Promise<string | undefined> => {
  const stream = approvalsStream(service, id)
  const commandId = commandIdForApproval(`${requestId} decided`)
  const data: FactOf<typeof ApprovedCommandDecided>['data'] =
    answer.outcome === 'refused'
      ? { requestId, outcome: 'refused', eventIds: [], ruleId: answer.rule.id }
      : { requestId, outcome: 'recorded', eventIds: [...answer.ids] }
  const recordingContext = {
    service,
    deployment: context.deployment,
    stream,
    caseId: request.caseId,
    commandId,
    commandDigest: commandDigest(context.digestKey, ApprovedCommandDecided.type, { requestId }),
    jurisdiction: request.envelope.jurisdiction,
    actor: { userId: `system.${service}.approvals`, agencyId: actingAgencyOf(request.envelope.actor), role: 'system' },
    correlationId: approval.envelope.correlationId,
    causationId: approval.id,
    now: context.now(),
  }
  const events = hashEvents([{ type: ApprovedCommandDecided.type, data }], recordingContext, () => ApprovedCommandDecided)
  const recorded = await context.store.append({
    stream,
    expected: 'any',
    commandId,
    commandDigest: recordingContext.commandDigest,
    events,
  })
  return 'lastPosition' in recorded ? recorded.lastPosition : undefined
}

/**
 * Decides a command that a second person approved, by the rules as they apply now, and records what became of it. The
 * same answer at each attempt: if a process ends in between, another attempt completes it.
 * @param aggregates all aggregates of the service
 * @returns undefined if the request is not approved
 * @throws like `handle`; RangeError if the log has another command than the one that was approved
 */
export const carryOut = async (
  context: CommandContext,
  aggregates: readonly Aggregate[],
  reference: RequestReference,
): Promise<Answer | undefined> => {
  const approved = await approvedRequest(context, reference)
  if (!approved) return undefined
  const answer = await decided(context, aggregates, approved)
  if (answer.outcome !== 'appended' && answer.outcome !== 'duplicate' && answer.outcome !== 'refused') return answer
  const position = await recordDecision(context, reference, approved, answer)
  return answer.outcome === 'refused' || position === undefined ? answer : { ...answer, lastPosition: position }
}
