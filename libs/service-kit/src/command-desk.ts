import { type CaseGate, type Confidentiality, Denied, NO_SUCH_CASE } from '@case-timeline/access'
import {
  type Aggregate,
  type Answer,
  commandIdForKey,
  commandIdForMessage,
  correct,
  type Desk,
  handle,
  randomCommandId,
  type Request,
  type Within,
} from '@case-timeline/event-store'
import type { CommandBody, CommandType } from '@case-timeline/contracts'
import type { Asked } from './asked.ts'
import { Problem } from './problem.ts'
import { Recorded } from './recorded.ts'
import type { SealingDesk } from './sealing.ts'

/** Where every command of a service arrives. An abstract class, because Nest injects it by this token. */
export abstract class CommandDesk {
  /**
   * Has a command decided and recorded.
   * @returns what was recorded, or was recorded the first time when it is a retry
   * @throws Problem for every other outcome
   */
  abstract on(aggregate: Aggregate, command: CommandType, asked: Asked, body: CommandBody<unknown>): Promise<Recorded>
  /**
   * Has a recorded fact of the service corrected or retracted.
   * @param within where it stands, if it belongs to no case
   * @throws Problem
   */
  abstract correct(command: CommandType, asked: Asked, body: CommandBody<unknown>, within?: Within): Promise<Recorded>
}

/** How often the record of a case may change under one command. */
const ADMISSIONS = 10

/**
 * @param aggregates all of the service, any of whose facts may be corrected
 * @param jurisdiction ISO 3166 country under whose law the service records
 * @param sealing through which every command goes first: no rule, digest or refusal sees what is to be sealed
 */
export const commandDesk = (
  desk: Desk,
  aggregates: readonly Aggregate[],
  jurisdiction: string,
  { confidentiality, cases }: { readonly confidentiality: Confidentiality; readonly cases: CaseGate },
  sealing: SealingDesk,
): CommandDesk => {
  const requestOf = ({ name }: CommandType, asked: Asked, body: CommandBody<unknown>): Request => {
    const { actor, correlationId, idempotencyKey, signed, guard, expected } = asked
    const caseId = asked.caseId === '' ? undefined : asked.caseId
    const keyed = idempotencyKey !== undefined
    return { caseId, name, body, actor, commandId: commandIdOf(asked), keyed, signed, guard, correlationId, expected, jurisdiction }
  }
  const sealed = async ({ seals }: CommandType, request: Request): Promise<Request> => {
    if (!seals) return request
    const { data, compared } = await sealing.seal(seals, request.caseId ?? '', request.body.data)
    return { ...request, body: { ...request.body, data }, compared: { ...request.body, data: compared } }
  }
  /** Something came into the record of the case that says who is excluded: whoever still is not may go on. */
  const whileAdmitted = async (asked: Asked, request: Request, ask: (request: Request) => Promise<Answer>): Promise<Answer> => {
    let now = request
    for (let admissions = 1; ; admissions += 1) {
      const answer = await ask(now)
      if (answer.outcome !== 'conflict' || !now.guard || admissions === ADMISSIONS) return answer
      const { actor, sector, caseId } = asked
      const { standing, guard } = await cases.admission({ ...actor, sector }, caseId)
      if (standing === 'excluded') throw new Denied('case-not-found', NO_SUCH_CASE)
      now = { ...now, guard }
    }
  }
  return {
    on: async (aggregate, command, asked, body) => {
      const request = await sealed(command, requestOf(command, asked, body))
      const answer = await whileAdmitted(asked, request, (one) => handle(desk, aggregate, one))
      return recorded(await toldTo(asked, body, answer, confidentiality))
    },
    correct: async (command, asked, body, within) => {
      const request = requestOf(command, asked, body)
      const answer = await whileAdmitted(asked, request, (one) => correct(desk, aggregates, one, sealing.sealAnew, within))
      return recorded(await toldTo(asked, body, answer, confidentiality))
    },
  }
}

/** A rule judges by all facts; of those on which it refuses, the caller is told what no order of the court keeps from him, and what he said himself. */
const toldTo = async (asked: Asked, body: CommandBody<unknown>, answer: Answer, confidentiality: Confidentiality): Promise<Answer> => {
  const { caseId, actor, sector } = asked
  if (answer.outcome !== 'refused' || caseId === '' || answer.facts.length === 0) return answer
  const closed = (await confidentiality.of([caseId], { agencyId: actor.agencyId, sector })).get(caseId)
  if (!closed) return answer
  const said = JSON.stringify(body)
  return { ...answer, facts: answer.facts.flatMap((fact) => (said.includes(`"${fact}"`) ? fact : closed.masked(fact)) ?? []) }
}

const commandIdOf = ({ actor, idempotencyKey, signed }: Asked): string => {
  if (idempotencyKey === undefined) return randomCommandId()
  return signed === undefined
    ? commandIdForKey(actor.agencyId, actor.userId, idempotencyKey)
    : commandIdForMessage(actor.agencyId, idempotencyKey)
}

/** What an answer of `handle` is over HTTP. @throws Problem for all but a recorded command */
export const recorded = (answer: Answer): Recorded => {
  switch (answer.outcome) {
    case 'appended':
    case 'duplicate':
      return new Recorded(answer)
    case 'refused':
      throw new Problem('refused-by-rule', answer.rule.sentence, {
        members: { rule: answer.rule.id, source: answer.rule.source, facts: answer.facts },
      })
    case 'stale':
      throw new Problem('stale-revision', `the record is at revision ${answer.revision}: read it again and decide anew`, {
        members: { revision: answer.revision },
      })
    case 'id-clash':
      throw new Problem('idempotency-key-reused', 'send another key, or the body that came with this one')
    case 'conflict':
      throw new Problem('stream-busy', 'send the command again', { members: { revision: answer.revision }, retryAfterSeconds: 1 })
  }
}
