/** A value to encrypt. */
export interface ValueToEncrypt {
  /** UUID in lower case of the person, trace or case whose erasure makes the value unreadable. */
  readonly subject: string
  /** `<event type>#<member>`: an encrypted text can be opened only as the member for which it was encrypted. */
  readonly label: string
  /** JSON of at most 40 KiB. */
  readonly value: unknown
}

/** An encrypted value, as it is stored. */
export interface EncryptedMember {
  /** A compact JWE, at most 65,536 characters; each encryption of a value gives another one. */
  readonly encrypted: string
  /**
   * 64 hexadecimal digits: the same for the same subject, label and value; nobody can compute it once the key is
   * destroyed.
   */
  readonly fingerprint: string
}

/** An encrypted text, with the label of the member in which it is stored. */
export interface TextToOpen {
  readonly label: string
  readonly encrypted: string
}

/** `unreadable`: another service encrypted it, it was damaged, or it was encrypted for another label. */
export type Opened = { readonly state: 'opened'; readonly value: unknown } | { readonly state: 'erased' } | { readonly state: 'unreadable' }

/** Who opened which members and why; recorded before the values are returned. */
export interface Opening {
  readonly caseId: string
  readonly eventIds: readonly string[]
  readonly subjects: readonly string[]
  /** The agency of the user, by the token. */
  readonly agencyId: string
  /** The agency that assigned a user of another one: the opening is its own. Absent: that of the user. */
  readonly onBehalfOf?: string | undefined
  readonly userId: string
  readonly role: string
  readonly purpose: string
}

export interface RecordedOpening extends Opening {
  readonly id: string
  /** RFC 3339 in UTC with microseconds, by the clock of the vault's database. */
  readonly at: string
}

/** A page of openings: at most `limit`, before the given one, or the newest. */
export interface OpeningsPage {
  readonly before?: string | undefined
  readonly limit: number
}

/**
 * The result of the destruction of a key. `unknown`: this service has encrypted nothing for the subject, and may do so
 * later.
 */
export type Destruction = 'destroyed' | 'alreadyDestroyed' | 'unknown'

/**
 * The vault cannot be reached, or the connection broke before the answer. No value may be returned; the call may be
 * repeated.
 */
export class VaultUnavailable extends Error {
  override readonly name = 'VaultUnavailable'
}

/** The subject's key was destroyed: no value is ever encrypted for the subject again. */
export class SubjectErased extends Error {
  override readonly name = 'SubjectErased'
  constructor(readonly subject: string) {
    super(`the key of ${subject} was destroyed: no value can be encrypted for this subject any more`)
  }
}

/** Keys of this service are wrapped under a key-encryption key that was not configured. */
export class WrappingKeyMissing extends Error {
  override readonly name = 'WrappingKeyMissing'
  constructor(
    /** First 16 hexadecimal digits of the SHA-256 of the key-encryption key. */
    readonly kid: string,
  ) {
    super(`keys in the vault are wrapped under the key-encryption key ${kid}, which was not given: add it after the first`)
  }
}

/**
 * The keys with which members of events are encrypted, one for each subject and service: no service can open the texts
 * of another. No key leaves the vault, and none is cached between two calls. An abstract class, because Nest injects it
 * by this token.
 *
 * Each method may throw VaultUnavailable; each that needs a key may throw WrappingKeyMissing.
 */
export abstract class Vault {
  /**
   * Encrypts values, in order; creates the key of a subject that has none.
   * @throws SubjectErased; RangeError for a value or label that is too long; TypeError for a value that is not JSON
   */
  abstract encrypt(values: readonly ValueToEncrypt[]): Promise<readonly EncryptedMember[]>

  /** Opens encrypted texts, in order, with one query. Record the opening before you return the values. */
  abstract open(values: readonly TextToOpen[]): Promise<readonly Opened[]>

  /** Records an opening permanently. If it throws, no value may be returned. */
  abstract recordOpening(opening: Opening): Promise<void>

  /** The openings of this service in a case, newest first; the next page begins before the last id of this page. */
  abstract openingsOf(caseId: string, page: OpeningsPage): Promise<readonly RecordedOpening[]>

  /** Destroys this service's key of a subject; the texts encrypted with it become unreadable. May be repeated. */
  abstract destroy(subject: string): Promise<Destruction>

  /** Resolves when the vault is usable. @throws VaultUnavailable */
  abstract ping(): Promise<void>

  abstract close(): Promise<void>
}
