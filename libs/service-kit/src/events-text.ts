import { cloudEventOf } from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'

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

/** An event in the structured mode of CloudEvents (JSON format 1.0.2), its record as the data. One line: no text of JSON holds a line break. */
export const cloudEventText = (event: StoredEvent, schemasUrl: string | undefined): string =>
  `${JSON.stringify(cloudEventOf(event, { schemasUrl })).slice(0, -1)},"data":${recordText(event)}}`
