import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AgencyId, type CaseCommand, type ServiceName } from '@case-timeline/contracts'
import { CompactSign, importJWK, type JWK } from 'jose'
import { developmentKeyIn, developmentPemKeyIn } from './development-key.ts'
import { ROLES } from './principal.ts'

/** Registered agencies for the embedded mode and for tests: anyone who can read the folder can sign for all of them. */
export interface DevelopmentAgencies {
  /** For AGENCY_KEYS. */
  readonly keys: URL
  /** Signs a command as its agency's system would; valid from now on unless it states its times. */
  sign(command: CommandToSign, options?: SigningOptions): Promise<string>
}

export type CommandToSign = Omit<CaseCommand, 'iat' | 'exp'> & Partial<Pick<CaseCommand, 'iat' | 'exp'>>

export interface SigningOptions {
  /** Validity in seconds (default 600). */
  readonly seconds?: number | undefined
  /** The agency whose key signs: by default the agency of the command. */
  readonly by?: string | undefined
}

const DEVELOPMENT_KID_SUFFIX = ':development'
const kidOf = (agencyId: string): string => agencyId + DEVELOPMENT_KID_SUFFIX

/** Whether a registered key is one of a development system: a service in production refuses the register. */
export const isDevelopmentKid = (kid: string): boolean => kid.endsWith(DEVELOPMENT_KID_SUFFIX)

const keyFile = (folder: string, agencyId: string, format: 'json' | 'pem' = 'json'): string =>
  join(folder, `agency-${AgencyId.parse(agencyId)}.${format}`)

/**
 * Creates two keys for each agency that has none in the folder, and the document that registers them, each agency for
 * all roles of its sector: an Ed25519 key (`agency-<id>.json`), which `sign` uses, and a P-256 key for programs that
 * sign with ES256 (`agency-<id>.pem`, registered as `<id>:es256:development`). Only a service with DEVELOPMENT_MODE=on
 * accepts these keys.
 */
export const developmentAgencies = async (
  folder: string,
  agencies: readonly { readonly agencyId: string; readonly sector: ServiceName }[],
): Promise<DevelopmentAgencies> => {
  const registered = await Promise.all(
    agencies.map(async ({ agencyId, sector }) => {
      const { kty, crv, x } = await developmentKeyIn(keyFile(folder, agencyId))
      const pemKey = await developmentPemKeyIn(keyFile(folder, agencyId, 'pem'))
      const keys = [
        { kty, crv, x, kid: kidOf(agencyId), alg: 'EdDSA' },
        { ...pemKey, kid: kidOf(`${agencyId}:es256`), alg: 'ES256' },
      ]
      return { agencyId, sector, roles: ROLES[sector], keys }
    }),
  )
  const document = join(folder, 'agency-keys.json')
  await writeFile(document, JSON.stringify({ agencies: registered }, undefined, 2))
  return { keys: pathToFileURL(document), sign: (command, options) => signWithKeyIn(folder, command, options) }
}

/** Signs with an existing key of the folder. @throws if the agency has none there */
const signWithKeyIn = async (
  folder: string,
  command: CommandToSign,
  { seconds = 600, by = command.iss }: SigningOptions = {},
): Promise<string> => {
  const secret = await readFile(keyFile(folder, by), 'utf8').catch(() => undefined)
  if (secret === undefined) throw new Error(`there is no development key of ${by}: create it with developmentAgencies`)
  const iat = command.iat ?? Math.floor(Date.now() / 1_000)
  const payload: CaseCommand = { ...command, iat, exp: command.exp ?? iat + seconds }
  return new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'EdDSA', kid: kidOf(by), typ: 'case-command+jwt' })
    .sign(await importJWK(JSON.parse(secret) as JWK, 'EdDSA'))
}

/** A signer with the keys that `developmentAgencies` created in the folder. */
export const developmentSigner = (folder: string): Pick<DevelopmentAgencies, 'sign'> => ({
  sign: (command, options) => signWithKeyIn(folder, command, options),
})
