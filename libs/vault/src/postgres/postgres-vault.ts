import { Id, type ServiceName } from '@case-timeline/contracts'
import { keyRing, type KeyRing } from '../key-ring.ts'
import { plaintextMember, keyIdOf, openMember, encryptMember } from '../encrypted-member.ts'
import {
  Vault,
  type Destruction,
  type Opened,
  type Opening,
  type OpeningsPage,
  type RecordedOpening,
  type EncryptedMember,
  type ValueToEncrypt,
  type TextToOpen,
} from '../vault.ts'
import { NotMigratedYet, WrongDeployment } from '@case-timeline/event-store'
import { connections, type Connections } from './connection.ts'
import { openingsOf, recordOpening } from './openings.ts'
import { NEWEST_VAULT_MIGRATION, OLDEST_VAULT_MIGRATION } from './provide-vault.ts'
import { assertEveryKeyUnwraps, rewrap } from './rewrapping.ts'
import { subjectKeys, type SubjectKeys } from './subject-keys.ts'

export interface VaultOptions {
  /** `postgres://login:password@host:port/vault`, from `provideVault`; the login determines which keys are visible. */
  readonly url: string
  readonly service: ServiceName
  /**
   * Key-encryption keys of 32 bytes: the first one wraps, all of them unwrap. Keys that are wrapped under another one
   * are rewrapped under the first.
   */
  readonly keys: readonly Buffer[]
}

const UNREADABLE: Opened = { state: 'unreadable' }

const requireSubject = (subject: string): string => {
  if (!Id.safeParse(subject).success) throw new RangeError(`${JSON.stringify(subject)} is not a subject: use a UUID in lower case`)
  return subject
}

class PostgresVault extends Vault {
  readonly #service: ServiceName
  readonly #ring: KeyRing
  readonly #connections: Connections
  readonly #keys: SubjectKeys
  #ready: Promise<void> | undefined
  #rewrapping: Promise<void> = Promise.resolve()
  #closed = false

  constructor({ url, service, keys }: VaultOptions) {
    super()
    this.#service = service
    this.#ring = keyRing(service, keys)
    this.#connections = connections(url)
    this.#keys = subjectKeys(this.#connections.query, this.#ring)
  }

  override async encrypt(all: readonly ValueToEncrypt[]): Promise<readonly EncryptedMember[]> {
    const plaintext = all.map(({ subject, label, value }) => ({ subject: requireSubject(subject), member: plaintextMember(label, value) }))
    if (plaintext.length === 0) return []
    await this.#prepared()
    const keys = await this.#keys.ofSubjects([...new Set(plaintext.map(({ subject }) => subject))])
    return Promise.all(
      plaintext.map(({ subject, member }) => {
        const key = keys.get(subject)
        if (key === undefined)
          throw new Error(`the key of ${subject} was created in the vault and is missing: check whether its database was restored`)
        return encryptMember(key, member)
      }),
    )
  }

  override async open(all: readonly TextToOpen[]): Promise<readonly Opened[]> {
    if (all.length === 0) return []
    await this.#prepared()
    const ids = all.map(keyIdOf)
    const keys = await this.#keys.byId([...new Set(ids.filter((id) => id !== undefined))])
    return Promise.all(
      all.map(({ encrypted }, index): Opened | Promise<Opened> => {
        const key = keys.get(ids[index] ?? '')
        if (key === undefined) return UNREADABLE
        return key === 'destroyed' ? { state: 'erased' } : openMember(key, encrypted)
      }),
    )
  }

  override recordOpening(opening: Opening): Promise<void> {
    return recordOpening(this.#connections.query, opening)
  }

  override openingsOf(caseId: string, page: OpeningsPage): Promise<readonly RecordedOpening[]> {
    return openingsOf(this.#connections.query, caseId, page)
  }

  override async destroy(subject: string): Promise<Destruction> {
    return this.#keys.destroy(requireSubject(subject))
  }

  override async ping(): Promise<void> {
    await this.#prepared()
    await this.#connections.query('ping', 'select', [])
  }

  /** Once, before the first key is used; again after a failure. */
  #prepared(): Promise<void> {
    return (this.#ready ??= this.#prepare().catch((error: unknown) => {
      this.#ready = undefined
      throw error
    }))
  }

  async #prepare(): Promise<void> {
    const { query } = this.#connections
    const [caller] = await query<{ service: string | null }>('caller', 'select vault.caller_service() as service', [])
    if (caller?.service !== this.#service)
      throw new Error(
        `the login to the vault is that of ${caller?.service ?? 'no service'}, not of ${this.#service}: set the URL of ${this.#service}`,
      )
    await this.#requireKnownShape()
    await assertEveryKeyUnwraps(query, this.#ring)
    // Not awaited: the first requests can use keys under any of the key-encryption keys. After a failure, the next call
    // starts it again.
    this.#rewrapping = rewrap(query, this.#ring, () => !this.#closed).catch(() => {
      this.#ready = undefined
    })
  }

  async #requireKnownShape(): Promise<void> {
    const ask = async (what: string): Promise<number> => {
      const [row] = await this.#connections
        .query<{ migration: number }>(what, `select vault.${what}_migration() as migration`, [])
        .catch((error: unknown) => {
          // Undefined function.
          if ((error as { code?: string }).code === '42883') return []
          throw error
        })
      return row?.migration ?? 0
    }
    const newest = await ask('newest')
    if (newest < OLDEST_VAULT_MIGRATION)
      throw new NotMigratedYet(
        'the vault at VAULT_URL has the shape of an older release: run casectl migrate, see docs/how-to/keep-the-vault.md',
      )
    if (newest <= NEWEST_VAULT_MIGRATION) return
    const needed = (await ask('needed')) || newest
    if (needed > NEWEST_VAULT_MIGRATION)
      throw new WrongDeployment(
        `a newer release has changed the vault (migration ${newest}; this release knows ${NEWEST_VAULT_MIGRATION}, and ${needed} is needed): start ${this.#service} in that release`,
      )
  }

  override async close(): Promise<void> {
    this.#closed = true
    await this.#rewrapping
    await this.#connections.close()
  }
}

/**
 * The vault of one service, in PostgreSQL. Connects on first use; the first call fails with WrappingKeyMissing if the
 * given keys cannot unwrap all keys of the service, or WrongDeployment if the vault has the shape of another release.
 * @throws RangeError for no key-encryption key, or one that does not have 32 bytes
 */
export const openVault = (options: VaultOptions): Vault => new PostgresVault(options)
