import { createHmac, hash, randomUUID } from 'node:crypto'
import { canonical } from './canonical.ts'

const uuidOf = (hex: string): string => {
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/*
 * An id that is the same for two attempts at the same thing: UUIDv8 (RFC 9562) of the first 16 bytes of SHA-256 over
 * the RFC 8785 text of [kind, …parts], with version and variant bits set. The kind keeps ids of different sources
 * apart. These ids are stored: never change a kind. Vectors in ids.vectors.json.
 */
const derivedId = (...parts: readonly (string | number)[]): string => uuidOf(hash('sha256', canonical(parts)))

/** The id of a command that a user sent with an Idempotency-Key. */
export const commandIdForKey = (agencyId: string, userId: string, idempotencyKey: string): string =>
  derivedId('key', agencyId, userId, idempotencyKey)

/** The id of a command that an agency's system sent as a message. @param jti its message id, unique in the agency */
export const commandIdForMessage = (agencyId: string, jti: string): string => derivedId('message', agencyId, jti)

/**
 * The id of the message that answers a command of an agency's system.
 * @param outcome the content of the answer; the same outcome has the same id
 */
export const answerIdOf = (commandId: string, outcome: string): string => derivedId('answer', commandId, outcome)

/**
 * The id of the command with which a consumer reacts to an event.
 * @param command name of the command, and also its target if one event causes commands for several streams
 */
export const commandIdForReaction = (consumer: string, causingEventId: string, command: string): string =>
  derivedId('reaction', consumer, causingEventId, command)

/** The id of the command that records a row of an imported source. */
export const commandIdForImport = (source: string, sourceId: string): string => derivedId('import', source, sourceId)

/**
 * The id of a case, a person or another thing that an imported source identifies by a name of its own.
 * @param kind what the thing is here, such as `case` or `person`
 */
export const idForImport = (kind: string, source: string, name: string): string => derivedId('imported', kind, source, name)

/**
 * The same for a thing whose name can be guessed, such as the number of a docket: with HMAC-SHA-256 instead of SHA-256,
 * so that nobody computes the id from the name without the key.
 */
export const keyedIdForImport = (key: Buffer, kind: string, source: string, name: string): string => {
  const text = canonical(['imported', kind, source, name])
  return uuidOf(createHmac('sha256', key).update(text).digest('hex'))
}

/** The id of the command with which a service retracts what another command recorded on stale data. */
export const commandIdForRetraction = (commandId: string): string => derivedId('taken back', commandId)

/** The id of a command that is decided again after its first events were retracted. */
export const commandIdForRedecision = (commandId: string): string => derivedId('anew', commandId)

/** The command of a second person's approval: it carries out the approved request, once. */
export const commandIdForApproval = (requestId: string): string => derivedId('approved', requestId)

/** The id of a command that its sender cannot send again. */
export const randomCommandId = (): string => randomUUID()

/**
 * The id of a command's event. It begins with the name of the service, which PostgreSQL knows by the login: so no login makes
 * an id of another service.
 * @param index from 0, in the order of the append
 */
export const eventIdOf = (service: string, commandId: string, index: number): string => derivedId('event', service, commandId, index)

/** The id as releases before migration 17 of the event store made it: without the service, so that each can make the ids of all. */
export const earlierEventIdOf = (commandId: string, index: number): string => derivedId('event', commandId, index)

/**
 * How the ids of the events of a recorded command were made.
 * @param event the first event of its command
 * @returns undefined for an event that is not the first
 */
export const eventIdsLike = ({
  id,
  stream,
  commandId,
}: {
  readonly id: string
  readonly stream: string
  readonly commandId: string
}): ((index: number) => string) | undefined => {
  const service = stream.slice(0, stream.indexOf('.'))
  return [(index: number) => eventIdOf(service, commandId, index), (index: number) => earlierEventIdOf(commandId, index)].find(
    (idOf) => idOf(0) === id,
  )
}
