import type { StoredEvent } from './event-store.ts'

/** The record of an event as JSON, with envelope and data in exactly the bytes that were hashed. */
export const recordText = ({
  envelopeText,
  dataText,
  salt,
  revision,
  position,
  recordedAt,
  eventHash,
  chainHash,
}: Omit<StoredEvent, 'toRecord'>): string => {
  const rest = JSON.stringify({ salt, revision, position, recordedAt, eventHash, chainHash })
  return `{"envelope":${envelopeText},"data":${dataText},${rest.slice(1)}`
}
