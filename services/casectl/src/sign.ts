import { resolve } from 'node:path'
import { stat } from 'node:fs/promises'
import { developmentSigner } from '@case-timeline/access'
import { AgencyId, audienceOf, CaseCommand, COMMAND_TYPES, commandKey, commandKeyOf, Id, UserId } from '@case-timeline/contracts'
import { commandTopic } from '@case-timeline/feed'
import { randomUUID } from 'node:crypto'
import { DEPLOYMENT } from './agencies.ts'
import type { Environment } from './client.ts'
import { EXIT, Failure } from './failure.ts'
import { keysFolder } from './run-file.ts'
import { type Screen, show } from './screen.ts'
import { sectorIn } from './token.ts'

export interface SignRequest {
  readonly agency: string
  readonly sector: string
  readonly case?: string
  readonly user: string
  readonly role: readonly string[]
  readonly body: string
  readonly minutes: number
}

const usage = (what: string, ...remedies: readonly string[]): Failure => new Failure(what, remedies, EXIT.usage)

/** Signs a command as an agency's system would, with a development key of the data folder; it is sent by whoever gets it. */
export const signCommand = async (
  screen: Screen,
  dataDir: string,
  env: Environment,
  command: string,
  asked: SignRequest,
): Promise<void> => {
  const { agency, user, role, minutes } = asked
  const service = sectorIn(asked.sector)
  const type = COMMAND_TYPES.get(commandKey(service, command))
  if (!type)
    throw usage(`${service} takes no command ${command}.`, 'its commands are in /docs of the service, written as ArrestSuspect here')
  if (!AgencyId.safeParse(agency).success) throw usage(`${JSON.stringify(agency)} is no agency id.`, 'an agency id is like ph-police')
  if (!UserId.safeParse(user).success) throw usage(`${JSON.stringify(user)} is no user id.`, 'a user id has no spaces')
  if (role.length === 0) throw usage('In which role?', '--role lead-investigator')
  if (minutes < 1 || minutes > 60) throw usage(`${minutes} minutes cannot be: a signature is valid for an hour at most.`, '--minutes 10')
  const caseId = caseIdFor(type.at === undefined, asked.case)
  if (!(await stat(keysFolder(dataDir)).catch(() => undefined)))
    throw new Failure(`No embedded case-timeline has run on ${resolve(dataDir)}: there is no key to sign with.`, [
      'start it once: npm start',
    ])
  if (env['NODE_ENV'] === 'production')
    throw new Failure('Development keys do not sign with NODE_ENV=production.', ['let the agency’s own system sign'])
  const unsigned = {
    iss: agency,
    aud: audienceOf(DEPLOYMENT, service),
    jti: randomUUID(),
    command,
    ...(caseId === undefined ? {} : { caseId }),
    actor: { userId: user, roles: [...role] },
    body: bodyIn(asked.body),
  }
  const signing = developmentSigner(keysFolder(dataDir), env).sign(unsigned, { seconds: minutes * 60 })
  const message = await signing.catch((failure: Error) => {
    throw new Failure(`Nobody can sign for ${agency} here: ${failure.message}.`, [
      'sign for an agency of the embedded system, such as ph-police',
    ])
  })
  show(screen, { topic: commandTopic('', service), key: commandKeyOf(unsigned), message }, () => message)
}

const caseIdFor = (ofCase: boolean, caseId: string | undefined): string | undefined => {
  if (!ofCase) return undefined
  if (Id.safeParse(caseId).success) return caseId
  throw usage('Which case?', '--case with the id of the case, a UUID in lower case')
}

const bodyIn = (text: string): CaseCommand['body'] => {
  const { data, error } = CaseCommand.shape.body.safeParse(parsed(text))
  if (!error) return data
  throw usage('--body is no JSON object.', `--body '{ "data": { "source": "report" } }'`)
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
