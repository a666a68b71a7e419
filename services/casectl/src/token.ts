import { resolve } from 'node:path'
import { stat } from 'node:fs/promises'
import { type DevelopmentIssuer, developmentIssuer, ROLES } from '@case-timeline/access/development'
import { AgencyId, SERVICES, type ServiceName, UserId } from '@case-timeline/contracts'
import type { Environment } from './client.ts'
import { EXIT, Failure } from './failure.ts'
import { keysFolder } from './run-file.ts'
import { type Screen, show } from './screen.ts'

export interface TokenRequest {
  readonly agency: string
  readonly sector: string
  readonly role: readonly string[]
  readonly user: string
  readonly hours: number
}

/** Prints a development token, signed with the key in the data folder. Read access to that folder allows every role. */
export const token = async (screen: Screen, dataDir: string, env: Environment, request: TokenRequest): Promise<void> => {
  if (!AgencyId.safeParse(request.agency).success)
    throw new Failure(
      `${JSON.stringify(request.agency)} is not an agency id.`,
      ['an agency id looks like ph-police: a-z, 0-9 and -'],
      EXIT.usage,
    )
  if (!UserId.safeParse(request.user).success)
    throw new Failure(
      `${JSON.stringify(request.user)} is not a user id.`,
      ['a user id has no spaces: letters, digits, @ . _ : -'],
      EXIT.usage,
    )
  const sector = parseSector(request.sector)
  const unknownRoles = request.role.filter((role) => !(ROLES[sector] as readonly string[]).includes(role))
  if (unknownRoles.length > 0)
    throw new Failure(`${sector} has no role ${unknownRoles.join(', ')}.`, [`its roles are ${ROLES[sector].join(', ')}`], EXIT.usage)
  const issuer = await issuerOf(dataDir, env)
  const signed = await issuer.tokenFor(
    { userId: request.user, agencyId: request.agency, sector, roles: request.role },
    Math.round(request.hours * 3_600),
  )
  show(screen, { token: signed }, () => signed)
}

/**
 * The issuer whose tokens the embedded system accepts.
 * @throws Failure when the data folder has no keys, or with NODE_ENV=production
 */
export const issuerOf = async (dataDir: string, env: Environment): Promise<DevelopmentIssuer> => {
  if (!(await stat(keysFolder(dataDir)).catch(() => undefined)))
    throw new Failure(`No embedded case-timeline has run on ${resolve(dataDir)}: there is no key to sign with.`, [
      'start it once: npm start',
      'or give its data folder: --data DIR',
    ])
  if (env['NODE_ENV'] === 'production')
    throw new Failure('Development tokens are not signed with NODE_ENV=production.', [
      'unset NODE_ENV',
      'or get a token from your identity provider',
    ])
  return developmentIssuer(keysFolder(dataDir))
}

/** The service of a sector, in kebab-case or camelCase. @throws Failure when there is none */
export const parseSector = (text: string): ServiceName => {
  const inCamelCase = text.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  const sector = SERVICES.find((service) => service === inCamelCase)
  if (sector) return sector
  throw new Failure(`There is no sector ${text}.`, [`the sectors are ${SERVICES.join(', ')}`], EXIT.usage)
}
