import { readFile } from 'node:fs/promises'
import { type AgencyKey, parseAgencies, InvalidAgencyKeys, type RegisteredAgency } from './agency-keys.ts'
import { isDevelopmentKid } from './development-agencies.ts'

/** A key, and the agency that registered it. */
export interface RegisteredKey {
  readonly agency: RegisteredAgency
  readonly key: AgencyKey
}

/** The agencies that may send commands as messages, from the document of AGENCY_KEYS, which is read again regularly. */
export interface AgencyRegister {
  /**
   * The key of a name, and whose it is: no two keys of all agencies have one name. If it is not found, the document is
   * read again as for `find`.
   * @throws AgencyKeysUnreachable, InvalidAgencyKeys while no valid document was read
   */
  findKey(kid: string): Promise<RegisteredKey | undefined>
  /**
   * The agency, if it is registered and, with `kid`, has that key. If it is not found, the document is read again,
   * unless that was tried shortly before (`reloadUnknownAfterMs`).
   * @throws AgencyKeysUnreachable, InvalidAgencyKeys while no valid document was read
   */
  find(agencyId: string, kid?: string): Promise<RegisteredAgency | undefined>
  /** Every agency as of the last reading. */
  all(): readonly RegisteredAgency[]
}

export interface RegisterOptions {
  /** Whether keys of a development system are accepted (default: no). */
  readonly development?: boolean
  /** Maximum age of the data in milliseconds. */
  readonly reloadAfterMs?: number
  /** Age in milliseconds from which an unknown agency or key causes another reading. */
  readonly reloadUnknownAfterMs?: number
  /** Age in milliseconds from which data that could not be read again is not used any more. */
  readonly expireAfterMs?: number
  now?(): number
  /** Called when the document could not be read again: the last valid data stays in use until it expires. */
  onReadFailure?(error: unknown): void
}

/** The registered keys could not be read yet; retrying later may help. */
export class AgencyKeysUnreachable extends Error {
  override readonly name = 'AgencyKeysUnreachable'
}

const FETCH_TIMEOUT_MS = 5_000
const MAX_DOCUMENT_BYTES = 4_194_304

const fetchDocument = async (url: URL): Promise<string> => {
  if (url.protocol === 'file:') return readFile(url, 'utf8')
  const answer = await fetch(url, {
    redirect: 'error',
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
    headers: { accept: 'application/json' },
  })
  if (!answer.ok || !answer.body) throw new Error(`the server answered with status ${answer.status}`)
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of answer.body) {
    length += chunk.length
    if (length > MAX_DOCUMENT_BYTES) throw new Error(`the document is longer than ${MAX_DOCUMENT_BYTES} bytes`)
    chunks.push(chunk)
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
}

const readAgencies = async (url: URL, development: boolean): Promise<ReadonlyMap<string, RegisteredAgency>> => {
  const text = await fetchDocument(url).catch((cause: unknown) => {
    throw new AgencyKeysUnreachable(`the registered keys at ${url.protocol}//${url.host}${url.pathname} cannot be read`, { cause })
  })
  const agencies = parseAgencies(text)
  const kid = [...agencies.values()].flatMap(({ keys }) => keys).find((key) => isDevelopmentKid(key.kid))?.kid
  if (kid !== undefined && !development)
    throw new InvalidAgencyKeys(`${kid} is a development key, with which anyone on its machine can sign: register the agency’s own key`)
  return agencies
}

const keysOf = (agencies: ReadonlyMap<string, RegisteredAgency>): ReadonlyMap<string, RegisteredKey> =>
  new Map([...agencies.values()].flatMap((agency) => agency.keys.map((key) => [key.kid, { agency, key }] as const)))

/** Messages wait while no keys are in use, whatever the reason. */
const asUnreachable = (cause: unknown): AgencyKeysUnreachable =>
  cause instanceof AgencyKeysUnreachable
    ? cause
    : new AgencyKeysUnreachable('the registered keys are invalid and the last valid ones have expired', { cause })

/**
 * Opens the register at a URL.
 * @param url `file:` or `https:`
 * @throws InvalidAgencyKeys if the document is invalid; an unreachable document is read at the first use
 */
export const agencyRegister = async (url: URL, options: RegisterOptions = {}): Promise<AgencyRegister> => {
  const { development = false, reloadAfterMs = 300_000, reloadUnknownAfterMs = 30_000, expireAfterMs = 3_600_000 } = options
  const { now = Date.now, onReadFailure } = options
  let registered: ReadonlyMap<string, RegisteredAgency> | undefined
  let keys: ReadonlyMap<string, RegisteredKey> = new Map()
  let lastAttemptAt = now()
  let validAt = now()
  let readInProgress: Promise<void> | undefined
  const reload = (): Promise<void> => {
    const attemptAt = (lastAttemptAt = now())
    readInProgress ??= readAgencies(url, development)
      .then(
        (agencies) => {
          registered = agencies
          keys = keysOf(agencies)
          validAt = attemptAt
        },
        (error: unknown) => {
          onReadFailure?.(error)
          // A key that was revoked since must not stay in use because the register is kept from us.
          if (now() - validAt >= expireAfterMs) registered = undefined
          if (!registered) throw asUnreachable(error)
        },
      )
      .finally(() => (readInProgress = undefined))
    return readInProgress
  }
  await reload().catch((error: AgencyKeysUnreachable) => {
    if (error.cause instanceof InvalidAgencyKeys) throw error.cause
  })
  const findRegistered = (agencyId: string, kid?: string): RegisteredAgency | undefined => {
    const agency = registered?.get(agencyId)
    return kid === undefined || agency?.keys.some((key) => key.kid === kid) ? agency : undefined
  }
  const reading = async <T>(lookUp: () => T | undefined): Promise<T | undefined> => {
    const age = now() - lastAttemptAt
    if (!registered || age >= reloadAfterMs) await reload()
    const found = lookUp()
    if (found !== undefined || age < reloadUnknownAfterMs) return found
    await reload()
    return lookUp()
  }
  return {
    find: (agencyId, kid) => reading(() => findRegistered(agencyId, kid)),
    findKey: (kid) => reading(() => registered && keys.get(kid)),
    all: () => [...(registered?.values() ?? [])],
  }
}
