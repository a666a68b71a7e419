import { type CaseGate, type Confidentiality, Denied, NO_SUCH_CASE } from '@case-timeline/access'
import {
  type Aggregate,
  type AggregateTaking,
  type Answer,
  approvalsOf,
  approverRoles,
  carryOut,
  correct,
  type CommandContext,
  handle,
  type PrepareCorrection,
  type SubmittedCommand,
  type AggregateStream,
} from '@case-timeline/commands'
import { actingAgencyOf } from '@case-timeline/casework'
import { commandIdForKey, commandIdForMessage, randomCommandId } from '@case-timeline/event-store'
import type { AgencyId, BulkAnswer, CommandBody, CommandType } from '@case-timeline/contracts'
import type { Command } from '@case-timeline/decider'
import { addresseeCheck } from './addressees.ts'
import { withAgreement } from './agreement.ts'
import { handleRows } from './command-rows.ts'
import { callerOf, isDecidedAtOnce, type RequestContext, staysAdmitted } from './request-context.ts'
import { Problem } from './problem.ts'
import { CommandResult } from './command-result.ts'
import type { Channel, MemberEncryption } from './member-encryption.ts'

/** The entry point for every command of a service. An abstract class, because Nest injects it by this token. */
export abstract class CommandHandler {
  /**
   * Decides and records a command.
   * @returns what was recorded; for a retry, what was recorded the first time
   * @throws Problem for every other outcome
   */
  abstract handle<C extends Command>(
    aggregate: AggregateTaking<C>,
    commandType: CommandType<NoInfer<C>['name']>,
    requestContext: RequestContext,
    body: CommandBody<unknown>,
  ): Promise<CommandResult>
  /**
   * Decides and records many commands of one kind for one case, see `handleRows`.
   * @param rows each the body of a command with its key, unchecked
   * @throws Problem if the request states a key or a revision for all rows
   */
  abstract handleRows<C extends Command>(
    aggregate: AggregateTaking<C>,
    commandType: CommandType<NoInfer<C>['name']>,
    requestContext: RequestContext,
    rows: readonly unknown[],
  ): Promise<BulkAnswer>
  /**
   * Corrects or retracts a recorded fact of the service.
   * @param aggregateStream the stream of the fact, if it belongs to no case
   * @throws Problem
   */
  abstract correct(
    commandType: CommandType,
    requestContext: RequestContext,
    body: CommandBody<unknown>,
    aggregateStream?: AggregateStream,
  ): Promise<CommandResult>
  /**
   * Approves, declines or withdraws a command that waits for a second person. An approved command is decided at once.
   * @param streamId the id of the stream that the command concerns, if it belongs to no case
   * @returns what was recorded; for an approval, the result of the approved command
   * @throws Problem
   */
  abstract onRequest(
    commandType: CommandType,
    requestContext: RequestContext,
    body: CommandBody<unknown>,
    streamId?: string,
  ): Promise<CommandResult>
}

/** The maximum number of attempts while the record of the case keeps changing. */
const MAX_ADMISSIONS = 10

/** What commands are admitted by. */
interface Admitting {
  readonly confidentiality: Confidentiality
  readonly cases: CaseGate
  /** Whether a command without an Idempotency-Key is refused (default: no). */
  readonly requiresKey?: boolean
}

/**
 * The command handler of a service.
 * @param aggregates all aggregates of the service; facts of any of them may be corrected
 * @param jurisdictionOf the country under whose law an agency records (ISO 3166)
 * @param encryption applied to every command first: no rule, digest or refusal sees the plaintext
 */
export const commandHandler = (
  context: CommandContext,
  aggregates: readonly Aggregate[],
  jurisdictionOf: (agencyId: AgencyId) => string,
  { confidentiality, cases, requiresKey = false }: Admitting,
  encryption: MemberEncryption,
): CommandHandler => {
  const commandOf = ({ name }: CommandType, requestContext: RequestContext, body: CommandBody<unknown>): SubmittedCommand => {
    const { actor, correlationId, idempotencyKey, signed, admission, expected } = requestContext
    const caseId = requestContext.caseId === '' ? undefined : requestContext.caseId
    if (requiresKey && idempotencyKey === undefined)
      throw new Problem('idempotency-key-required', 'send the header Idempotency-Key with every command')
    return {
      caseId,
      name,
      body,
      actor,
      commandId: commandIdOf(requestContext),
      retryable: idempotencyKey !== undefined,
      signedDigest: signed,
      guard: admission?.guard,
      correlationId,
      expected,
      jurisdiction: jurisdictionOf(actingAgencyOf(actor)),
      generation: context.store.generation,
    }
  }
  /** The command with the members that the service makes; a retry is recognised by what the caller sent. */
  const prepared = async (
    commandType: CommandType,
    requestContext: RequestContext,
    command: SubmittedCommand,
  ): Promise<SubmittedCommand> => {
    const { encrypts, namesCase } = commandType
    if (!encrypts && !namesCase) return command
    const { body } = command
    const channel = channelOf(command)
    const { data, comparedData } = encrypts
      ? await encryption.encrypt(encrypts, command.caseId ?? '', body.data, channel)
      : { data: body.data, comparedData: body.data }
    const agreed = await withAgreement({ namesCase }, cases, callerOf(requestContext), data)
    return { ...command, body: { ...body, data: agreed }, comparedBody: { ...body, data: comparedData } }
  }
  const prepareCorrection =
    (requestContext: RequestContext, command: SubmittedCommand): PrepareCorrection =>
    async (type, corrected, ...fact) => {
      const { data, comparedData } = await encryption.correctionEncryption(channelOf(command))(type, corrected, ...fact)
      return { data: await withAgreement(type, cases, callerOf(requestContext), data), comparedData }
    }
  /**
   * Tries again after each change of the record of the case, which contains the exclusions and assignments, as long as the
   * user is admitted as before.
   */
  const retryWhileAdmitted = async (
    requestContext: RequestContext,
    command: SubmittedCommand,
    attempt: (request: SubmittedCommand) => Promise<Answer>,
  ): Promise<Answer> => {
    let current = command
    for (let admissions = 1; ; admissions += 1) {
      const answer = await attempt(current)
      if (answer.outcome !== 'conflict' || !current.guard || admissions === MAX_ADMISSIONS) return answer
      const admission = await cases.admission(callerOf(requestContext), requestContext.caseId)
      if (!staysAdmitted(admission, requestContext)) throw new Denied('case-not-found', NO_SUCH_CASE)
      const { guard, readCase } = admission
      current = { ...current, guard, readAtAdmission: current.readAtAdmission && readCase }
    }
  }
  const checkAddressee = addresseeCheck(context.store)
  const preparedCommand = async (
    commandType: CommandType,
    requestContext: RequestContext,
    body: CommandBody<unknown>,
  ): Promise<SubmittedCommand> => {
    const unregisteredOffice = await checkAddressee(commandType, body.data)
    return prepared(commandType, requestContext, { ...commandOf(commandType, requestContext, body), unregisteredOffice })
  }
  const resultOf = async (requestContext: RequestContext, body: CommandBody<unknown>, answer: Answer): Promise<CommandResult> =>
    commandResultOf(await redactedAnswer(requestContext, body, answer, confidentiality))
  const rowHandling = { context, cases, prepared: preparedCommand, decided: retryWhileAdmitted, resultOf }
  return {
    handleRows: async (aggregate, commandType, requestContext, rows) => {
      if (requestContext.idempotencyKey !== undefined || requestContext.expected !== undefined)
        throw new Problem('malformed-request', 'each row has a key of its own: send no Idempotency-Key and no If-Match')
      return handleRows(rowHandling, aggregate as unknown as Aggregate, commandType, requestContext, rows)
    },
    handle: async (aggregate, commandType, requestContext, body) => {
      const command = {
        ...(await preparedCommand(commandType, requestContext, body)),
        readAtAdmission: isDecidedAtOnce(commandType, context.store) ? requestContext.admission?.readCase : undefined,
      }
      const answer = await retryWhileAdmitted(requestContext, command, (request) =>
        handle(context, aggregate as unknown as Aggregate, request),
      )
      return resultOf(requestContext, body, answer)
    },
    correct: async (commandType, requestContext, body, aggregateStream) => {
      const command = commandOf(commandType, requestContext, body)
      const answer = await retryWhileAdmitted(requestContext, command, (one) =>
        correct(context, aggregates, one, prepareCorrection(requestContext, one), aggregateStream),
      )
      return resultOf(requestContext, body, answer)
    },
    onRequest: async (commandType, requestContext, body, streamId) => {
      if (commandType.personal && requestContext.signed !== undefined) throw new Problem('forbidden', OWN_ACT)
      const { requestId } = body.data as { readonly requestId: string }
      const { service } = commandType
      const reference = { service, id: streamId ?? requestContext.caseId, requestId }
      const approvedBy = await approverRoles(context, reference)
      const role = requestContext.roles.find((one) => approvedBy.includes(one)) ?? requestContext.actor.role
      const command = commandOf(commandType, { ...requestContext, actor: { ...requestContext.actor, role } }, body)
      const requests = approvalsOf(service, streamId)
      const answer = await retryWhileAdmitted(requestContext, command, (one) => handle(context, requests, one))
      // Also after a refusal: a process may have ended between an earlier approval and its decision.
      const carriedOut = commandType.name === 'GiveApproval' ? await carryOut(context, aggregates, reference) : undefined
      const isRecorded = answer.outcome === 'appended' || answer.outcome === 'duplicate'
      return resultOf(requestContext, body, (isRecorded && carriedOut) || answer)
    },
  }
}

const channelOf = ({ signedDigest }: SubmittedCommand): Channel => (signedDigest === undefined ? 'request' : 'topic')
const OWN_ACT =
  'an approval is the act of a person: send it over HTTP with the token of that person, not in a message that the system of an agency signs'

/**
 * An answer as the caller may read it. Rules judge by all facts, so a refusal may name facts that a court order
 * withholds from the caller: these are left out, unless the caller's own command names them.
 */
const redactedAnswer = async (
  requestContext: RequestContext,
  body: CommandBody<unknown>,
  answer: Answer,
  confidentiality: Confidentiality,
): Promise<Answer> => {
  const { caseId, actor, sector } = requestContext
  if (answer.outcome !== 'refused' || caseId === '' || answer.facts.length === 0) return answer
  const disclosedCase = (await confidentiality.disclosedCases([caseId], { agencyId: actor.agencyId, sector })).get(caseId)
  if (!disclosedCase) return answer
  const submittedText = JSON.stringify(body)
  return {
    ...answer,
    facts: answer.facts.flatMap((fact) => (submittedText.includes(`"${fact}"`) ? fact : disclosedCase.masked(fact)) ?? []),
  }
}

const commandIdOf = ({ actor, idempotencyKey, signed }: RequestContext): string => {
  if (idempotencyKey === undefined) return randomCommandId()
  return signed === undefined
    ? commandIdForKey(actor.agencyId, actor.userId, idempotencyKey)
    : commandIdForMessage(actor.agencyId, idempotencyKey)
}

const staleDetail = (revision: number): string =>
  revision < 0
    ? 'nothing is recorded yet of what this command is about, so it has no revision: send the command without If-Match'
    : `the record is at revision ${revision}: read it again, decide again, and send If-Match: "${revision}"; the tag of a read (W/) is no revision`

/** The HTTP result of an answer of `handle`. @throws Problem for all but a recorded command */
export const commandResultOf = (answer: Answer): CommandResult => {
  switch (answer.outcome) {
    case 'appended':
    case 'duplicate':
      return new CommandResult(answer)
    case 'awaits-approval':
      return new CommandResult({ ...answer.recorded, warnings: [] }, answer.approval)
    case 'refused':
      throw new Problem('refused-by-rule', answer.rule.sentence, {
        members: {
          rule: answer.rule.id,
          ...(answer.rule.about === undefined ? {} : { about: answer.rule.about }),
          source: answer.rule.source,
          facts: answer.facts,
          ...(answer.factsLeftOut === undefined ? {} : { factsLeftOut: answer.factsLeftOut }),
        },
      })
    case 'stale':
      throw new Problem('stale-revision', staleDetail(answer.revision), { members: { revision: answer.revision } })
    case 'id-clash':
      throw new Problem('idempotency-key-reused', 'send another key, or the same body as before')
    case 'conflict':
      throw new Problem('stream-busy', 'send the command again', { members: { revision: answer.revision }, retryAfterSeconds: 1 })
  }
}
