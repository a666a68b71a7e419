import { setTimeout as delay } from 'node:timers/promises'
import type { VerifiedCommand, InProcessVerifier } from '@case-timeline/access'
import { type CaseCommand, CommandAnswer, type CommandType, pathOf, ProblemDocument } from '@case-timeline/contracts'
import { Problem, type ProblemKind, problemType } from '@case-timeline/http'

/** An in-process request to the service's own HTTP API. */
export interface InjectedRequest {
  readonly method: 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly payload: string
}
/** The answer to an in-process request. */
export interface InjectedAnswer {
  readonly statusCode: number
  readonly headers?: Readonly<Record<string, unknown>>
  readonly body: string
}
/** Sends a request to the service's own HTTP API without a connection. */
export type Inject = (request: InjectedRequest) => Promise<InjectedAnswer>

/** The service cannot answer now; the same command may succeed later. */
export class TemporarilyUnavailable extends Error {
  override readonly name = 'TemporarilyUnavailable'
  constructor(
    readonly problem: ProblemDocument,
    readonly retryAfterSeconds: number,
  ) {
    super(problem.detail)
  }
}

/** The answer to a signed command; `replayed` if the id of the command was used for another message before. */
export type SignedCommandAnswer = CommandAnswer | 'replayed'

const RETRYABLE_PROBLEMS: readonly ProblemKind[] = ['stream-busy', 'overloaded', 'quota-exceeded', 'unavailable']
const MAX_ATTEMPTS = 3

/** The correlation id of a command in the log and in its events; unique across agencies. */
export const commandCorrelationId = ({ iss, jti }: CaseCommand): string => `${iss}:${jti}`

/** @returns undefined if it is too deep: a text of brackets that was read without recursion cannot be written so */
const payloadOf = ({ body }: CaseCommand): string | undefined => {
  try {
    return JSON.stringify(body)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

const injectedRequestOf = (command: CaseCommand, type: CommandType, payload: string, authorization: string): InjectedRequest => ({
  method: 'POST',
  url: pathOf(type).replace('{caseId}', command.caseId ?? ''),
  headers: {
    authorization,
    'content-type': 'application/json',
    'idempotency-key': command.jti,
    'x-correlation-id': commandCorrelationId(command),
    ...(command.ifMatch === undefined ? {} : { 'if-match': `"${command.ifMatch}"` }),
  },
  payload,
})

const problemIn = (body: string): ProblemDocument => ProblemDocument.parse(JSON.parse(body))

const hasKind = ({ type }: ProblemDocument, kinds: readonly ProblemKind[]): boolean => kinds.some((kind) => type === problemType(kind))

/**
 * The answer to the sender of a message, from the HTTP answer. @throws TemporarilyUnavailable if the message should be
 * delivered again
 */
const readAnswer = (command: CaseCommand, { statusCode, body, headers }: InjectedAnswer): SignedCommandAnswer => {
  const { jti, caseId, command: name } = command
  const commandReference = { jti, command: name, ...(caseId === undefined ? {} : { caseId }) }
  if (statusCode === 201 || statusCode === 202)
    return CommandAnswer.parse({ ...commandReference, outcome: 'accepted', ...(JSON.parse(body) as object) })
  const problem = problemIn(body)
  if (hasKind(problem, RETRYABLE_PROBLEMS)) throw new TemporarilyUnavailable(problem, Number(headers?.['retry-after'] ?? 1))
  if (hasKind(problem, ['idempotency-key-reused'])) return 'replayed'
  if (!hasKind(problem, ['refused-by-rule'])) return { ...commandReference, outcome: 'failed', problem }
  const { rule, about, source, facts, factsLeftOut, detail } = problem
  return CommandAnswer.parse({
    ...commandReference,
    outcome: 'refused',
    rule,
    about,
    source,
    detail,
    facts,
    factsLeftOut,
  })
}

/**
 * Dispatches verified commands through the service's own HTTP API: with the same guards, schemas, rules and
 * idempotency, on behalf of the user that the agency's system states.
 * @param pause between two attempts, in milliseconds
 * @param isLimited whether the quota and the slots of the agency apply: not to commands that wait in a topic
 */
export const signedCommandDispatcher = (
  tokens: InProcessVerifier,
  inject: Inject,
  { pause = delay, isLimited = false }: { readonly pause?: (ms: number) => Promise<void>; readonly isLimited?: boolean } = {},
) => {
  const dispatch = ({ command, agency, signedDigest }: VerifiedCommand, type: CommandType, payload: string): Promise<InjectedAnswer> => {
    const { userId, roles } = command.actor
    const grantedRoles = agency.roles.filter((role) => roles.includes(role))
    const principal = {
      userId,
      agencyId: agency.agencyId,
      sector: agency.sector,
      roles: grantedRoles,
      signedDigest,
      ...(isLimited ? { isLimited } : {}),
    }
    return tokens.runAs(principal, (authorization) => inject(injectedRequestOf(command, type, payload, authorization)))
  }
  /**
   * @param type the service's definition of the command; undefined if it has no command of that name. @throws
   * TemporarilyUnavailable
   */
  return async (verified: VerifiedCommand, type: CommandType | undefined): Promise<SignedCommandAnswer> => {
    const { command } = verified
    if (!type) return failedAnswer(command, new Problem('not-found', `this service has no command ${command.command}: see /openapi.json`))
    const payload = payloadOf(command)
    if (payload === undefined) return failedAnswer(command, new Problem('malformed-request', 'the body is deeper than that of any command'))
    for (let attempt = 1; ; attempt += 1) {
      const answer = await dispatch(verified, type, payload)
      // An unexpected failure may be transient; if it persists, the sender gets it as the answer, so that later
      // messages are not blocked.
      if (answer.statusCode !== 500 || attempt === MAX_ATTEMPTS) return readAnswer(command, answer)
      await pause(100 * 4 ** attempt)
    }
  }
}

const failedAnswer = (command: CaseCommand, problem: Problem): CommandAnswer => {
  const { jti, caseId, command: name } = command
  return {
    jti,
    command: name,
    ...(caseId === undefined ? {} : { caseId }),
    outcome: 'failed',
    problem: ProblemDocument.parse(problem.toBody(commandCorrelationId(command))),
  }
}
