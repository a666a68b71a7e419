import type { Append, StoredEvent } from './event-store.ts'

/** In characters; twice as many in the two generations. An event has about a thousand. */
const MAX_REMEMBERED = 5_000_000

type RecordedText = Pick<StoredEvent, 'id' | 'type' | 'stream' | 'caseId' | 'commandId' | 'envelopeText' | 'dataText'>

/** The texts of the events that this process recorded last. */
export interface RecordedTexts {
  add(append: Append): void
  /** Whether this process recorded an event with exactly these texts and columns. */
  has(event: StoredEvent): boolean
}

/**
 * Remembers what this process recorded, so that it knows an event again that it reads: comparing texts costs a fraction
 * of parsing and validating them.
 * @param capacity characters of texts; as many older ones are kept until it is full again
 */
export const recordedTexts = (capacity: number = MAX_REMEMBERED): RecordedTexts => {
  let [recent, older] = [new Map<string, RecordedText>(), new Map<string, RecordedText>()]
  let size = 0
  return {
    add: ({ stream, commandId, events }) => {
      for (const { id, type, caseId, envelopeText, dataText } of events) {
        size += envelopeText.length + dataText.length
        if (size > capacity) {
          ;[recent, older] = [new Map(), recent]
          size = envelopeText.length + dataText.length
        }
        recent.set(id, { id, type, stream, caseId, commandId, envelopeText, dataText })
      }
    },
    has: (event) => {
      const recorded = recent.get(event.id) ?? older.get(event.id)
      return (
        recorded !== undefined &&
        recorded.envelopeText === event.envelopeText &&
        recorded.dataText === event.dataText &&
        recorded.type === event.type &&
        recorded.stream === event.stream &&
        recorded.caseId === event.caseId &&
        recorded.commandId === event.commandId
      )
    },
  }
}
