import { resolve } from 'node:path'
import { stat } from 'node:fs/promises'
import { developmentSigner } from '@case-timeline/access/development'
import { AgencyId, audienceOf, CaseCommand, COMMAND_TYPES, commandKey, commandKeyOf, Id, UserId } from '@case-timeline/contracts'
import { commandTopic } from '@case-timeline/feed'
import { randomUUID } from 'node:crypto'
import { DEPLOYMENT } from './agencies.ts'
import type { Environment } from './client.ts'
import { EXIT, Failure } from './failure.ts'
import { keysFolder } from './run-file.ts'
import { type Screen, show } from './screen.ts'
import { parseSector } from './token.ts'

export interface SignRequest {
  readonly agency: string
  readonly sector: string
  readonly case?: string
  readonly user: string
  readonly role: readonly string[]
  readonly body: string
  readonly minutes: number
}

const usageFailure = (message: string, ...remedies: readonly string[]): Failure => new Failure(message, remedies, EXIT.usage)

/**
 * Signs a command as an agency's system would, with a development key of the data folder, and prints it without sending
 * it.
 */
export const signCommand = async (
  screen: Screen,
  dataDir: string,
  env: Environment,
  command: string,
  request: SignRequest,
): Promise<void> => {
  const { agency, user, role, minutes } = request
  const service = parseSector(request.sector)
  const type = COMMAND_TYPES.get(commandKey(service, command))
  if (!type)
    throw usageFailure(
      `${service} has no command ${command}.`,
      'its commands are listed at /docs of the service; write a name such as ArrestSuspect',
    )
  if (!AgencyId.safeParse(agency).success)
    throw usageFailure(`${JSON.stringify(agency)} is not an agency id.`, 'an agency id looks like ph-police')
  if (!UserId.safeParse(user).success) throw usageFailure(`${JSON.stringify(user)} is not a user id.`, 'a user id has no spaces')
  if (role.length === 0)
    throw usageFailure('The option --role is missing: at least one role is needed.', 'add for example --role lead-investigator')
  if (minutes < 1 || minutes > 60)
    throw usageFailure(
      `--minutes ${minutes} is out of range: a signed command is valid for 1 to 60 minutes.`,
      'use for example --minutes 10',
    )
  const caseId = caseIdFor(type.collection === undefined, request.case)
  if (!(await stat(keysFolder(dataDir)).catch(() => undefined)))
    throw new Failure(`No embedded case-timeline has run on ${resolve(dataDir)}: there is no key to sign with.`, [
      'start it once: npm start',
    ])
  if (env['NODE_ENV'] === 'production')
    throw new Failure('Development keys do not sign with NODE_ENV=production.', ['sign with the agency’s own system'])
  const unsigned = {
    iss: agency,
    aud: audienceOf(DEPLOYMENT, service),
    jti: randomUUID(),
    command,
    ...(caseId === undefined ? {} : { caseId }),
    actor: { userId: user, roles: [...role] },
    body: bodyIn(request.body),
  }
  const signing = developmentSigner(keysFolder(dataDir)).sign(unsigned, { seconds: minutes * 60 })
  const message = await signing.catch((failure: Error) => {
    throw new Failure(`There is no key to sign for ${agency}: ${failure.message}.`, [
      'sign for an agency of the embedded system, such as ph-police',
    ])
  })
  show(screen, { topic: commandTopic('', service), key: commandKeyOf(unsigned), message }, () => message)
}

const caseIdFor = (belongsToCase: boolean, caseId: string | undefined): string | undefined => {
  if (!belongsToCase) return undefined
  if (Id.safeParse(caseId).success) return caseId
  throw usageFailure('The option --case is missing or invalid: a case id is needed.', 'a case id is a UUID in lower case')
}

const bodyIn = (text: string): CaseCommand['body'] => {
  const { data, error } = CaseCommand.shape.body.safeParse(parsed(text))
  if (!error) return data
  throw usageFailure('--body is not a valid command body.', `--body '{ "data": { "source": "report" } }'`)
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
