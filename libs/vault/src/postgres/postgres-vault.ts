import { Id, type ServiceName } from '@case-timeline/contracts'
import { keyRing, type KeyRing } from '../key-ring.ts'
import { clearMember, keyIdOf, openMember, sealMember } from '../sealed-member.ts'
import {
  Vault,
  type Destruction,
  type Opened,
  type Opening,
  type OpeningsPage,
  type RecordedOpening,
  type SealedMember,
  type Sealing,
  type ToOpen,
} from '../vault.ts'
import { connections, type Connections } from './connection.ts'
import { openingsOf, recordOpening } from './openings.ts'
import { everyKeyUnwraps, rewrap } from './rewrapping.ts'
import { subjectKeys, type SubjectKeys } from './subject-keys.ts'

export interface VaultOptions {
  /** `postgres://login:password@host:port/vault`, made by `provideVault`; the login decides whose keys are seen. */
  readonly url: string
  readonly service: ServiceName
  /** Key-encryption keys of 32 bytes: the first wraps, all unwrap. What is wrapped under another than the first is wrapped anew. */
  readonly keys: readonly Buffer[]
}

const UNREADABLE: Opened = { state: 'unreadable' }

const knownSubject = (subject: string): string => {
  if (!Id.safeParse(subject).success) throw new RangeError(`${JSON.stringify(subject)} is no subject: use a UUID in lower case`)
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
    this.#keys = subjectKeys(this.#connections.ask, this.#ring)
  }

  override async seal(all: readonly Sealing[]): Promise<readonly SealedMember[]> {
    const clear = all.map(({ subject, label, value }) => ({ subject: knownSubject(subject), member: clearMember(label, value) }))
    if (clear.length === 0) return []
    await this.#prepared()
    const keys = await this.#keys.ofSubjects([...new Set(clear.map(({ subject }) => subject))])
    return Promise.all(
      clear.map(({ subject, member }) => {
        const key = keys.get(subject)
        if (key === undefined) throw new Error(`the key of ${subject} was made in the vault and then was not there`)
        return sealMember(key, member)
      }),
    )
  }

  override async open(all: readonly ToOpen[]): Promise<readonly Opened[]> {
    if (all.length === 0) return []
    await this.#prepared()
    const ids = all.map(keyIdOf)
    const keys = await this.#keys.byId([...new Set(ids.filter((id) => id !== undefined))])
    return Promise.all(
      all.map(({ sealed }, index): Opened | Promise<Opened> => {
        const key = keys.get(ids[index] ?? '')
        if (key === undefined) return UNREADABLE
        return key === 'destroyed' ? { state: 'erased' } : openMember(key, sealed)
      }),
    )
  }

  override recordOpening(opening: Opening): Promise<void> {
    return recordOpening(this.#connections.ask, opening)
  }

  override openingsOf(caseId: string, page: OpeningsPage): Promise<readonly RecordedOpening[]> {
    return openingsOf(this.#connections.ask, caseId, page)
  }

  override async destroy(subject: string): Promise<Destruction> {
    return this.#keys.destroy(knownSubject(subject))
  }

  override async ping(): Promise<void> {
    await this.#prepared()
    await this.#connections.ask('ping', 'select', [])
  }

  /** Once, before the first key is used; again after a failure. */
  #prepared(): Promise<void> {
    return (this.#ready ??= this.#prepare().catch((error: unknown) => {
      this.#ready = undefined
      throw error
    }))
  }

  async #prepare(): Promise<void> {
    const { ask } = this.#connections
    const [caller] = await ask<{ service: string | null }>('caller', 'select vault.caller_service() as service', [])
    if (caller?.service !== this.#service)
      throw new Error(`the login to the vault is that of ${caller?.service ?? 'no service'}, not of ${this.#service}: set its own URL`)
    await everyKeyUnwraps(ask, this.#ring)
    // Beside the first requests, which any of the keys serves. Broken off, the next call begins it anew.
    this.#rewrapping = rewrap(ask, this.#ring, () => !this.#closed).catch(() => {
      this.#ready = undefined
    })
  }

  override async close(): Promise<void> {
    this.#closed = true
    await this.#rewrapping
    await this.#connections.close()
  }
}

/**
 * The vault of one service, in PostgreSQL. Connects when first used; the first call fails with WrappingKeyMissing where the keys given
 * do not unwrap all that the service has.
 * @throws RangeError for a key-encryption key that has not 32 bytes, or none
 */
export const openVault = (options: VaultOptions): Vault => new PostgresVault(options)
