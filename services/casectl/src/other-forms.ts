import type { OtherForm } from '@case-timeline/event-store'

/**
 * Sentences about events that were recorded in another form than RFC 8785.
 * @param count of all; the others are not listed
 */
export const otherFormSentences = (listed: readonly Omit<OtherForm, 'position'>[], count: number): readonly string[] => [
  ...listed.map(
    ({ eventId, stream, revision, recordedBy }) =>
      `Recorded in another form by ${recordedBy}: event ${eventId} (${stream}, revision ${revision}). Its hashes are those of its text: it was not changed.`,
  ),
  ...(count > listed.length ? [`${count - listed.length} more events in another form are not listed.`] : []),
]
