/** A value to be sealed. */
export interface Sealing {
  /** UUID in lower case of the person, trace or case whose erasure makes the value unreadable. */
  readonly subject: string
  /** `<event type>#<member>`: a sealed text opens only as the member that it was sealed for. */
  readonly label: string
  /** JSON of at most 32 KiB. */
  readonly value: unknown
}

export interface SealedMember {
  /** A compact JWE, at most 65,536 characters; each sealing of a value gives another one. */
  readonly sealed: string
  /** 64 hexadecimal digits: the same for the same subject, label and value, and computed by nobody once the key is destroyed. */
  readonly fingerprint: string
}

export interface ToOpen {
  readonly label: string
  readonly sealed: string
}

/** `unreadable`: another service sealed it, it was damaged, or it was sealed for another label. */
export type Opened = { readonly state: 'opened'; readonly value: unknown } | { readonly state: 'erased' } | { readonly state: 'unreadable' }

/** Who opened what and why; recorded before the values are handed out. */
export interface Opening {
  readonly caseId: string
  readonly eventIds: readonly string[]
  readonly subjects: readonly string[]
  readonly agencyId: string
  readonly userId: string
  readonly role: string
  readonly purpose: string
}

export interface RecordedOpening extends Opening {
  readonly id: string
  /** RFC 3339 in UTC with microseconds, by the clock of the vault's database. */
  readonly at: string
}

/** Which openings: at most `limit`, of those before the one named, or the newest. */
export interface OpeningsPage {
  readonly before?: string | undefined
  readonly limit: number
}

/** What became of a key that was to be destroyed; `unknown`: this service has sealed nothing under the subject, and still may. */
export type Destruction = 'destroyed' | 'destroyed-before' | 'unknown'

/** The vault cannot be reached, or the connection broke before the answer. Nothing may be handed out; the same may be asked again. */
export class VaultUnavailable extends Error {
  override readonly name = 'VaultUnavailable'
}

/** The subject's key was destroyed: nothing is ever sealed under it again. */
export class SubjectErased extends Error {
  override readonly name = 'SubjectErased'
  constructor(readonly subject: string) {
    super(`the key of ${subject} was destroyed: nothing can be sealed under it any more`)
  }
}

/** Keys of this service are wrapped under a key-encryption key that was not given. */
export class WrappingKeyMissing extends Error {
  override readonly name = 'WrappingKeyMissing'
  constructor(
    /** First 16 hexadecimal digits of the SHA-256 of the key-encryption key. */
    readonly kid: string,
  ) {
    super(`keys in the vault are wrapped under the key-encryption key ${kid}, which was not given: add it behind the first`)
  }
}

/**
 * The keys under which members of events are sealed, one for each subject and service: what one service sealed, no other opens. No key
 * leaves the vault, and none is kept in memory between two calls. An abstract class, because Nest injects it by this token.
 *
 * Each method may throw VaultUnavailable; each that needs a key may throw WrappingKeyMissing.
 */
export abstract class Vault {
  /**
   * Seals values, in order; makes the key of a subject that has none.
   * @throws SubjectErased; RangeError for a value or label that is too long; TypeError for a value that is no JSON
   */
  abstract seal(all: readonly Sealing[]): Promise<readonly SealedMember[]>

  /** Opens sealed texts, in order, with one query. Record the opening before its values are handed out. */
  abstract open(all: readonly ToOpen[]): Promise<readonly Opened[]>

  /** Records an opening for good. If it throws, nothing may be handed out. */
  abstract recordOpening(opening: Opening): Promise<void>

  /** What this service opened of a case, newest first; the next page begins before the last one's id. */
  abstract openingsOf(caseId: string, page: OpeningsPage): Promise<readonly RecordedOpening[]>

  /** Destroys this service's key of a subject; what was sealed under it can be read by nobody. May be repeated. */
  abstract destroy(subject: string): Promise<Destruction>

  /** Answers when the vault can be used. */
  abstract ping(): Promise<void>

  abstract close(): Promise<void>
}
