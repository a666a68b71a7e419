import { setTimeout as paused } from 'node:timers/promises'
import type { Genuine, InProcess } from '@case-timeline/access'
import { type CaseCommand, CommandAnswer, type CommandType, ProblemDocument } from '@case-timeline/contracts'
import { pathOf } from '../openapi.ts'
import { malformed } from '../problem-of.ts'
import { Problem, type ProblemKind, problemType } from '../problem.ts'

/** A request to the service's own HTTP side that no network has seen. */
export interface InjectedRequest {
  readonly method: 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly payload: string
}
export interface InjectedAnswer {
  readonly statusCode: number
  readonly body: string
}
export type Inject = (request: InjectedRequest) => Promise<InjectedAnswer>

/** The service cannot answer now; the same command later may be. */
export class NotNow extends Error {
  override readonly name = 'NotNow'
}

/** What the door says to a command; `replayed` when its id stands for another message already. */
export type AtTheDoor = CommandAnswer | 'replayed'

const LATER: readonly ProblemKind[] = ['stream-busy', 'overloaded', 'unavailable']
const TRIES = 3
const MOST_FACTS = 100

/** Under this a command is found in the log and in the events that it makes; what two agencies send is kept apart. */
export const correlationOf = ({ iss, jti }: CaseCommand): string => `${iss}:${jti}`

const requestOf = (command: CaseCommand, type: CommandType, authorization: string): InjectedRequest => ({
  method: 'POST',
  url: pathOf(type).replace('{caseId}', command.caseId ?? ''),
  headers: {
    authorization,
    'content-type': 'application/json',
    'idempotency-key': command.jti,
    'x-correlation-id': correlationOf(command),
    ...(command.ifMatch === undefined ? {} : { 'if-match': `"${command.ifMatch}"` }),
  },
  payload: JSON.stringify(command.body),
})

const problemIn = (body: string): ProblemDocument => ProblemDocument.parse(JSON.parse(body))

const isOf = ({ type }: ProblemDocument, kinds: readonly ProblemKind[]): boolean => kinds.some((kind) => type === problemType(kind))

/** What the HTTP answer is to the sender of a message. @throws NotNow when he is to be answered later */
const readAnswer = (command: CaseCommand, { statusCode, body }: InjectedAnswer): AtTheDoor => {
  const { jti, caseId, command: name } = command
  const asked = { jti, command: name, ...(caseId === undefined ? {} : { caseId }) }
  if (statusCode === 201) return CommandAnswer.parse({ ...asked, outcome: 'accepted', ...(JSON.parse(body) as object) })
  const problem = problemIn(body)
  if (isOf(problem, LATER)) throw new NotNow(problem.detail)
  if (isOf(problem, ['idempotency-key-reused'])) return 'replayed'
  if (!isOf(problem, ['refused-by-rule'])) return { ...asked, outcome: 'failed', problem }
  const { rule, source, facts, detail } = problem
  return CommandAnswer.parse({
    ...asked,
    outcome: 'refused',
    rule,
    source,
    detail,
    facts: Array.isArray(facts) ? facts.slice(0, MOST_FACTS) : [],
  })
}

/**
 * Leads verified commands through the service's own HTTP door: the same gates, schemas, rules and idempotency, in the name of the user
 * for whom his agency's system vouches.
 * @param pause between two tries, in milliseconds
 */
export const commandDoor = (tokens: InProcess, inject: Inject, pause: (ms: number) => Promise<void> = paused) => {
  const knock = ({ command, agency, signed }: Genuine, type: CommandType): Promise<InjectedAnswer> => {
    const { userId, roles } = command.actor
    const vouchedFor = agency.roles.filter((role) => roles.includes(role))
    const principal = { userId, agencyId: agency.agencyId, sector: agency.sector, roles: vouchedFor, signed }
    return tokens.actFor(principal, (authorization) => inject(requestOf(command, type, authorization)))
  }
  /** @param type what the service knows the command as; nothing when it takes none of that name. @throws NotNow */
  return async (genuine: Genuine, type: CommandType | undefined): Promise<AtTheDoor> => {
    const { command } = genuine
    if (!type) return failed(command, new Problem('not-found', `this service takes no command ${command.command}: see /openapi.json`))
    const clear = membersInTheClear(command, type)
    if (clear.length > 0)
      return failed(
        command,
        malformed(
          clear.map((member) => ({
            path: ['data', member],
            message: 'is sealed, and a topic keeps it in the clear: send this command over HTTP',
          })),
        ),
      )
    for (let attempt = 1; ; attempt += 1) {
      const answered = await knock(genuine, type)
      // What nobody expected may pass; when it does not, the sender is told, and the others behind him go on.
      if (answered.statusCode !== 500 || attempt === TRIES) return readAnswer(command, answered)
      await pause(100 * 4 ** attempt)
    }
  }
}

/** What a topic must not keep: it is sealed before it is stored. */
const membersInTheClear = ({ body }: CaseCommand, { seals }: CommandType): readonly string[] => {
  const data = (body['data'] ?? {}) as Readonly<Record<string, unknown>>
  return Object.keys(seals?.sealed ?? {}).filter((member) => data[member] !== undefined)
}

const failed = (command: CaseCommand, problem: Problem): CommandAnswer => {
  const { jti, caseId, command: name } = command
  return {
    jti,
    command: name,
    ...(caseId === undefined ? {} : { caseId }),
    outcome: 'failed',
    problem: ProblemDocument.parse(problem.toBody(correlationOf(command))),
  }
}
