import { canonical } from '../canonical.ts'
import type { StoredEvent } from '../event-store.ts'

/**
 * An event that was recorded in another form than RFC 8785, as only somebody does who appends past the services. Its
 * hashes are of its text, so nothing was changed since; a reader who hashes the canonical text gets another hash.
 */
export interface OtherForm {
  readonly position: string
  readonly eventId: string
  readonly stream: string
  readonly revision: number
  /** The service to which the stream belongs: only its login could append to it. */
  readonly recordedBy: string
}

const isCanonical = (text: string, value: () => unknown): boolean => {
  try {
    return canonical(value()) === text
  } catch {
    // A value that canonical JSON does not have, or one that is nested too deep.
    return false
  }
}

/** @returns undefined for an event in canonical form. Ask only where its hashes are those of its texts. */
export const otherFormOf = (event: StoredEvent): OtherForm | undefined => {
  if (isCanonical(event.dataText, () => event.data) && isCanonical(event.envelopeText, () => event.envelope)) return undefined
  const { position, id, stream, revision } = event
  return { position, eventId: id, stream, revision, recordedBy: stream.slice(0, Math.max(0, stream.indexOf('.'))) }
}
