import { readFile } from 'node:fs/promises'
import { agenciesIn, AgencyKeysUnfit, type RegisteredAgency } from './agency-keys.ts'

/** Who may send commands as messages, as the document of AGENCY_KEYS says from time to time. */
export interface AgencyRegister {
  /** The agency, if it has the key or none is asked for; the document is read again when it does not know them, if the last reading was long enough ago. */
  find(agencyId: string, kid?: string): Promise<RegisteredAgency | undefined>
  /** Every agency as last read. */
  all(): readonly RegisteredAgency[]
}

export interface RegisterOptions {
  /** How old what was read may become, and how soon an unknown name may have it read again; in milliseconds. */
  readonly readAgainMs?: number
  readonly unknownMs?: number
  now?(): number
  /** Told when the document could not be read again: what was read before stays in force. */
  failed?(error: unknown): void
}

/** The registered keys could not be read yet; asking again later may help. */
export class AgencyKeysUnreachable extends Error {
  override readonly name = 'AgencyKeysUnreachable'
}

const PATIENCE_MS = 5_000
const LONGEST_DOCUMENT = 4_194_304

const reading = async (url: URL): Promise<string> => {
  if (url.protocol === 'file:') return readFile(url, 'utf8')
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS), headers: { accept: 'application/json' } })
  if (!answer.ok || !answer.body) throw new Error(`it was answered with ${answer.status}`)
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of answer.body) {
    length += chunk.length
    if (length > LONGEST_DOCUMENT) throw new Error(`it is longer than ${LONGEST_DOCUMENT} bytes`)
    chunks.push(chunk)
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
}

const read = async (url: URL): Promise<ReadonlyMap<string, RegisteredAgency>> => {
  const text = await reading(url).catch((cause: unknown) => {
    throw new AgencyKeysUnreachable(`the registered keys at ${url.protocol}//${url.host}${url.pathname} cannot be read`, { cause })
  })
  return agenciesIn(text)
}

/**
 * Opens the register at a URL.
 * @param url `file:` or `https:`
 * @throws AgencyKeysUnfit when the document is there and says nothing that could be believed; an unreachable one is read when first asked for
 */
export const agencyRegister = async (url: URL, options: RegisterOptions = {}): Promise<AgencyRegister> => {
  const { readAgainMs = 300_000, unknownMs = 30_000, now = Date.now, failed } = options
  let known: ReadonlyMap<string, RegisteredAgency> | undefined
  let lastTried = now()
  let underWay: Promise<void> | undefined
  const readAgain = (): Promise<void> => {
    lastTried = now()
    underWay ??= read(url)
      .then(
        (agencies) => void (known = agencies),
        (error: unknown) => {
          failed?.(error)
          if (!known) throw error
        },
      )
      .finally(() => (underWay = undefined))
    return underWay
  }
  await readAgain().catch((error: unknown) => {
    if (error instanceof AgencyKeysUnfit) throw error
  })
  const look = (agencyId: string, kid?: string): RegisteredAgency | undefined => {
    const agency = known?.get(agencyId)
    return kid === undefined || agency?.keys.some((key) => key.kid === kid) ? agency : undefined
  }
  return {
    async find(agencyId, kid) {
      const age = now() - lastTried
      if (!known || age >= readAgainMs) await readAgain()
      const found = look(agencyId, kid)
      if (found || age < unknownMs) return found
      await readAgain()
      return look(agencyId, kid)
    },
    all: () => [...(known?.values() ?? [])],
  }
}
