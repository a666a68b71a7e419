import { type CaseCommand, commandKeyOf, type ServiceName } from '@case-timeline/contracts'
import { CompactSign, type CryptoKey, exportJWK, generateKeyPair } from 'jose'
import { parseAgencies } from './agency-keys.ts'
import type { AgencyRegister } from './agency-register.ts'
import type { SentMessage } from './signed-command.ts'

/** An agency of a spec: its id, its sector and the roles that its system may state for users. */
export interface TestAgency {
  readonly agencyId: string
  readonly sector: ServiceName
  readonly roles: readonly string[]
}

export const ARRIVED = 1_790_000_000
export const CASE = '0b7c5a52-6d1e-4a3f-9b8c-2d4e6f8a0b1c'

/** The command of most specs, signed by police. */
export const aCommand = (change: Readonly<Record<string, unknown>> = {}): CaseCommand =>
  ({
    iss: 'zz-police',
    aud: '/deployments/zz/investigation',
    iat: ARRIVED - 10,
    exp: ARRIVED + 600,
    jti: 'attempt-0001',
    command: 'OpenCase',
    caseId: CASE,
    actor: { userId: 'm.santos', roles: ['lead-investigator'] },
    body: { data: { source: 'report' } },
    ...change,
  }) as CaseCommand

type Signing = 'EdDSA' | 'ES256'
export const kidOf = (agencyId: string, alg: Signing): string => `${agencyId}-${alg.toLowerCase()}`

/** Agencies that are registered with a key of each algorithm, and can sign with both. */
export const signingAgencies = async (agencies: readonly TestAgency[]) => {
  const secrets = new Map<string, CryptoKey>()
  const registered = await Promise.all(
    agencies.map(async (agency) => ({
      ...agency,
      keys: await Promise.all(
        (['EdDSA', 'ES256'] as const).map(async (alg) => {
          const { privateKey, publicKey } = await generateKeyPair(alg)
          secrets.set(kidOf(agency.agencyId, alg), privateKey)
          return { ...(await exportJWK(publicKey)), kid: kidOf(agency.agencyId, alg), alg }
        }),
      ),
    })),
  )
  const document = JSON.stringify({ agencies: registered })
  const known = parseAgencies(document)
  const register: AgencyRegister = {
    find: async (agencyId, kid) => {
      const agency = known.get(agencyId)
      return kid === undefined || agency?.keys.some((key) => key.kid === kid) ? agency : undefined
    },
    findKey: async (kid) => {
      for (const agency of known.values()) for (const key of agency.keys) if (key.kid === kid) return { agency, key }
      return undefined
    },
    all: () => [...known.values()],
  }
  /** Signs any payload, valid or not. @param by the signing key; by default that of the agency named in the command */
  const sign = async (
    payload: unknown,
    by: { readonly agencyId?: string; readonly alg?: Signing; readonly header?: Readonly<Record<string, unknown>> } = {},
  ): Promise<string> => {
    const { agencyId = (payload as CaseCommand).iss, alg = 'EdDSA', header = {} } = by
    const key = secrets.get(kidOf(agencyId, alg))
    if (!key) throw new Error(`${agencyId} has no key`)
    const bytes = typeof payload === 'string' ? Buffer.from(payload, 'latin1') : Buffer.from(JSON.stringify(payload))
    return new CompactSign(bytes).setProtectedHeader({ alg, kid: kidOf(agencyId, alg), typ: 'case-command+jwt', ...header }).sign(key)
  }
  return { document, register, sign }
}

/** A signed command as a message of its topic. */
export const sentMessage = (jws: string | Uint8Array, change: Partial<SentMessage> = {}): SentMessage => ({
  key: Buffer.from(commandKeyOf(aCommand())),
  value: typeof jws === 'string' ? Buffer.from(jws) : jws,
  arrivedAt: ARRIVED * 1_000,
  ...change,
})
