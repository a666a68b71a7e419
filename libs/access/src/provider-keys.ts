import { readFile } from 'node:fs/promises'
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  type FetchImplementation,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose'
import { z } from 'zod'

/** Where an identity provider has its keys, and whose tokens they sign. */
export interface ProviderKeys {
  /** The issuers that a token may name. */
  readonly issuers: readonly string[]
  readonly keys: JWTVerifyGetKey
  /** Reads them again, whatever their age. @throws while they cannot be read */
  reload(): Promise<void>
}

export interface KeySource {
  readonly issuer: string
  /** Address of the issuer's public keys: `https:`, or in development `file:` or `http:` on this machine; absent: discovered. */
  readonly jwks?: URL | undefined
  readonly development?: boolean
  now?(): number
}

/** The keys of the provider cannot be read; the message says of what address, why, and what to check. */
export class ProviderUnreadable extends Error {
  override readonly name = 'ProviderUnreadable'
}

const FETCH_TIMEOUT_MS = 3_000
const MAX_DOCUMENT_BYTES = 262_144
const REDISCOVER_MS = 3_600_000
const RETRY_MS = 5_000
const LOOPBACK = /^(127(\.\d{1,3}){3}|\[::1\]|localhost)$/

/** Whether keys may be read from an address: nobody on the way can replace them. */
export const isTrustedAddress = ({ protocol, hostname }: URL, development: boolean): boolean =>
  protocol === 'https:' || (development && protocol === 'http:' && LOOPBACK.test(hostname))

const boundedText = async ({ body }: Response, address: string): Promise<string> => {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    length += chunk.length
    if (length > MAX_DOCUMENT_BYTES) throw new ProviderUnreadable(`the document at ${address} is longer than ${MAX_DOCUMENT_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const fetchBounded: FetchImplementation = async (address, options) => {
  const answer = await fetch(address, options)
  return new Response(await boundedText(answer, address), { status: answer.status, headers: { 'content-type': 'application/json' } })
}

const remoteKeys = (jwks: URL): Pick<ProviderKeys, 'keys' | 'reload'> => {
  const keys = createRemoteJWKSet(jwks, {
    timeoutDuration: FETCH_TIMEOUT_MS,
    cooldownDuration: 30_000,
    // Not longer while the provider is away: a key that it has withdrawn would be accepted until it is back.
    cacheMaxAge: 600_000,
    [customFetch]: fetchBounded,
  })
  return { keys, reload: () => keys.reload() }
}

const keysInFile = async (jwks: URL): Promise<Pick<ProviderKeys, 'keys' | 'reload'>> => ({
  keys: createLocalJWKSet(JSON.parse(await readFile(jwks, 'utf8')) as JSONWebKeySet),
  reload: async () => undefined,
})

/**
 * What is needed of the document (OpenID Connect Discovery 1.0, section 3). ADFS signs access tokens as another issuer
 * than it has itself, and names it there.
 */
const Metadata = z.looseObject({
  issuer: z.string().max(2_000),
  jwks_uri: z.string().max(2_000),
  access_token_issuer: z.string().max(2_000).optional(),
})

const WELL_KNOWN = '/.well-known/openid-configuration'

const metadataAt = async (address: string): Promise<z.infer<typeof Metadata>> => {
  const unreadable = (why: string) =>
    new ProviderUnreadable(`${address} ${why}: check OIDC_ISSUER, or set OIDC_JWKS to the address of the keys`)
  const options = { redirect: 'error', signal: AbortSignal.timeout(FETCH_TIMEOUT_MS), headers: { accept: 'application/json' } } as const
  const answer = await fetch(address, options).catch(() => {
    throw unreadable('cannot be reached')
  })
  if (answer.status !== 200) throw unreadable(`answers with ${answer.status}`)
  let json: unknown
  try {
    json = JSON.parse(await boundedText(answer, address))
  } catch (error) {
    throw error instanceof ProviderUnreadable ? error : unreadable('is no JSON')
  }
  const { data } = Metadata.safeParse(json)
  if (!data) throw unreadable('has no issuer and no jwks_uri')
  return data
}

const discovered = async ({
  issuer,
  development = false,
}: KeySource): Promise<{ readonly issuers: readonly string[]; readonly jwks: URL }> => {
  const address = issuer.replace(/\/$/, '') + WELL_KNOWN
  const metadata = await metadataAt(address)
  if (metadata.issuer !== issuer)
    throw new ProviderUnreadable(
      `${address} states the issuer ${metadata.issuer.slice(0, 200)}, and OIDC_ISSUER is ${issuer}: set OIDC_ISSUER to exactly what it states`,
    )
  const jwks = URL.canParse(metadata.jwks_uri) ? new URL(metadata.jwks_uri) : undefined
  if (!jwks || !isTrustedAddress(jwks, development))
    throw new ProviderUnreadable(`the jwks_uri in ${address} does not begin with https://: keys that came over it could be anybody’s`)
  return { issuers: [issuer, ...(metadata.access_token_issuer === undefined ? [] : [metadata.access_token_issuer])], jwks }
}

/**
 * The keys of an identity provider, asked for each token: where they are is discovered at first use and again each hour,
 * and what was found before stays in use while that fails. The keys themselves are kept for ten minutes, and read again
 * when a token names another one.
 * @returns a function that throws ProviderUnreadable while nothing was ever found
 * @throws when a `file:` set cannot be read
 */
export const providerKeys = async (source: KeySource): Promise<() => Promise<ProviderKeys>> => {
  const { issuer, jwks, now = Date.now } = source
  if (jwks) {
    const keys = jwks.protocol === 'file:' ? await keysInFile(jwks) : remoteKeys(jwks)
    return async () => ({ issuers: [issuer], ...keys })
  }
  let found: (ProviderKeys & { readonly address: string }) | undefined
  let discoverAt = -Infinity
  let failure: unknown
  let inProgress: Promise<void> | undefined
  const discover = async (): Promise<void> => {
    try {
      const { issuers, jwks: address } = await discovered(source)
      const keys = found?.address === address.href ? found : remoteKeys(address)
      found = { ...keys, issuers, address: address.href }
      discoverAt = now() + REDISCOVER_MS
    } catch (error) {
      failure = error
      discoverAt = now() + RETRY_MS
    }
  }
  return async () => {
    if (now() >= discoverAt) await (inProgress ??= discover().finally(() => (inProgress = undefined)))
    if (!found) throw failure
    return found
  }
}
