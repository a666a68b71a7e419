import { resolve } from 'node:path'
import { stat } from 'node:fs/promises'
import { type DevelopmentIssuer, developmentIssuer, ROLES } from '@case-timeline/access'
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

/** Signs a development token with the key in the data folder: anybody who can read that folder is anybody. */
export const token = async (screen: Screen, dataDir: string, env: Environment, asked: TokenRequest): Promise<void> => {
  if (!AgencyId.safeParse(asked.agency).success)
    throw new Failure(`${JSON.stringify(asked.agency)} is no agency id.`, ['an agency id is like ph-police: a-z, 0-9 and -'], EXIT.usage)
  if (!UserId.safeParse(asked.user).success)
    throw new Failure(`${JSON.stringify(asked.user)} is no user id.`, ['a user id has no spaces: letters, digits, @ . _ : -'], EXIT.usage)
  const sector = sectorIn(asked.sector)
  const foreign = asked.role.filter((role) => !(ROLES[sector] as readonly string[]).includes(role))
  if (foreign.length > 0)
    throw new Failure(`${sector} knows no role ${foreign.join(', ')}.`, [`its roles are ${ROLES[sector].join(', ')}`], EXIT.usage)
  const issuer = await issuerOf(dataDir, env)
  const signed = await issuer.tokenFor(
    { userId: asked.user, agencyId: asked.agency, sector, roles: asked.role },
    Math.round(asked.hours * 3_600),
  )
  show(screen, { token: signed }, () => signed)
}

/** The issuer whose tokens the embedded system accepts. @throws Failure where there is none, or must be none */
export const issuerOf = async (dataDir: string, env: Environment): Promise<DevelopmentIssuer> => {
  if (!(await stat(keysFolder(dataDir)).catch(() => undefined)))
    throw new Failure(`No embedded case-timeline has run on ${resolve(dataDir)}: there is no key to sign with.`, [
      'start it once: npm start',
      'or name its folder: --data DIR',
    ])
  if (env['NODE_ENV'] === 'production')
    throw new Failure('Development tokens are not signed with NODE_ENV=production.', [
      'unset NODE_ENV',
      'or ask your identity provider for a token',
    ])
  return developmentIssuer(keysFolder(dataDir), env)
}

/** The service that a sector's name on the command line means. @throws Failure */
export const sectorIn = (text: string): ServiceName => {
  const inCamelCase = text.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  const sector = SERVICES.find((service) => service === inCamelCase)
  if (sector) return sector
  throw new Failure(`There is no sector ${text}.`, [`the sectors are ${SERVICES.join(', ')}`], EXIT.usage)
}
