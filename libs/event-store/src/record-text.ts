import type { StoredEvent } from './event-store.ts'

/** The record of an event as JSON, its envelope and data in the very bytes that were hashed. */
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
