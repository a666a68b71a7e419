import { hash, randomUUID } from 'node:crypto'
import { canonical } from './canonical.ts'

/*
 * An id that two tries of the same thing agree on: UUIDv8 (RFC 9562) of the first 16 bytes of SHA-256 over the RFC 8785
 * text of [kind, …parts], the version and variant bits set. A kind keeps the sources apart. Vectors in ids.vectors.json.
 */
const derived = (...parts: readonly (string | number)[]): string => {
  const hex = hash('sha256', canonical(parts))
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** The command that a person sends under an Idempotency-Key. */
export const commandIdForKey = (agencyId: string, userId: string, idempotencyKey: string): string =>
  derived('key', agencyId, userId, idempotencyKey)

/** The command that an agency's system sends as a message. @param jti of the message, which names it within the agency */
export const commandIdForMessage = (agencyId: string, jti: string): string => derived('message', agencyId, jti)

/** The message that answers such a command. @param outcome what is answered; the same again has the same id */
export const answerIdOf = (commandId: string, outcome: string): string => derived('answer', commandId, outcome)

/** The command with which a consumer reacts to an event; one event that causes a command for several streams names the target in `command`. */
export const commandIdForReaction = (consumer: string, causingEventId: string, command: string): string =>
  derived('reaction', consumer, causingEventId, command)

/** The command that a row of an imported source becomes. */
export const commandIdForImport = (source: string, sourceId: string): string => derived('import', source, sourceId)

/** The id of a thing that an imported source names in its own way. @param kind what it is here, such as `case` or `person` */
export const idForImport = (kind: string, source: string, name: string): string => derived('imported', kind, source, name)

/** The command with which a service takes back what another recorded on a stale picture. */
export const commandIdForTakingBack = (commandId: string): string => derived('taken back', commandId)

/** Under which a command is decided anew whose first events were taken back. */
export const commandIdAnew = (commandId: string): string => derived('anew', commandId)

/** For a command that its sender cannot repeat. */
export const randomCommandId = (): string => randomUUID()

/** The id of a command's event. @param index from 0, in the order of the append */
export const eventIdOf = (commandId: string, index: number): string => derived('event', commandId, index)
