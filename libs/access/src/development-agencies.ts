import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AgencyId, type CaseCommand, type ServiceName } from '@case-timeline/contracts'
import { CompactSign, importJWK, type JWK } from 'jose'
import { keyIn } from './development-key.ts'
import { ROLES } from './principal.ts'

/** Registered agencies for the embedded mode and for tests: whoever can read the folder signs for all of them. */
export interface DevelopmentAgencies {
  /** For AGENCY_KEYS. */
  readonly keys: URL
  /** A command as its agency's system would send it; valid from now on unless it states its times. */
  sign(command: CommandToSign, how?: Signing): Promise<string>
}

export type CommandToSign = Omit<CaseCommand, 'iat' | 'exp'> & Partial<Pick<CaseCommand, 'iat' | 'exp'>>

export interface Signing {
  /** How long it is valid (default 600). */
  readonly seconds?: number | undefined
  /** Whose key signs: the agency's own unless stated. */
  readonly by?: string | undefined
}

const inDevelopment = (NODE_ENV: string | undefined): void => {
  if (NODE_ENV === 'production')
    throw new Error('development keys of agencies are not made with NODE_ENV=production: register the keys of your agencies')
}

const kidOf = (agencyId: string): string => `${agencyId}:development`
const keyFile = (folder: string, agencyId: string): string => join(folder, `agency-${AgencyId.parse(agencyId)}.json`)

/**
 * Makes a key for each agency that has none in a folder, and the document that registers them, each for all roles of its sector.
 * @throws with NODE_ENV=production, where anybody could sign for everybody
 */
export const developmentAgencies = async (
  folder: string,
  agencies: readonly { readonly agencyId: string; readonly sector: ServiceName }[],
  { NODE_ENV }: { readonly NODE_ENV?: string | undefined },
): Promise<DevelopmentAgencies> => {
  inDevelopment(NODE_ENV)
  const registered = await Promise.all(
    agencies.map(async ({ agencyId, sector }) => {
      const { kty, crv, x } = await keyIn(keyFile(folder, agencyId))
      return { agencyId, sector, roles: ROLES[sector], keys: [{ kty, crv, x, kid: kidOf(agencyId), alg: 'EdDSA' }] }
    }),
  )
  const document = join(folder, 'agency-keys.json')
  await writeFile(document, JSON.stringify({ agencies: registered }, undefined, 2))
  return { keys: pathToFileURL(document), sign: (command, how) => signedIn(folder, command, how) }
}

/** Signs with a key that lies in the folder already. @throws when the agency has none there */
const signedIn = async (folder: string, command: CommandToSign, { seconds = 600, by = command.iss }: Signing = {}): Promise<string> => {
  const secret = await readFile(keyFile(folder, by), 'utf8').catch(() => undefined)
  if (secret === undefined) throw new Error(`no development key of ${by} was made`)
  const iat = command.iat ?? Math.floor(Date.now() / 1_000)
  const payload: CaseCommand = { ...command, iat, exp: command.exp ?? iat + seconds }
  return new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'EdDSA', kid: kidOf(by), typ: 'case-command+jwt' })
    .sign(await importJWK(JSON.parse(secret) as JWK, 'EdDSA'))
}

/** What `developmentAgencies` made in a folder before. @throws with NODE_ENV=production */
export const developmentSigner = (
  folder: string,
  { NODE_ENV }: { readonly NODE_ENV?: string | undefined },
): Pick<DevelopmentAgencies, 'sign'> => {
  inDevelopment(NODE_ENV)
  return { sign: (command, how) => signedIn(folder, command, how) }
}
