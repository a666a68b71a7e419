import type { ExternalFactRecorded, FactOf, RecordExternalFact } from '@case-timeline/contracts'
import type { Command, Decider } from '@case-timeline/decider'

export type ImportedFact = FactOf<typeof ExternalFactRecorded>
export type ToRecord = Command<'RecordExternalFact', (typeof RecordExternalFact)['example']>

/** No rule speaks about a foreign fact, so nothing about it is remembered; that a row comes once is said by its command id. */
export type ImportedFacts = Readonly<Record<string, never>>

export const importedFacts: Decider<ImportedFacts, ToRecord, ImportedFact> = {
  initial: {},
  evolve: (facts) => facts,
  decide: ({ data }) => ({ under: [], events: [{ type: 'auditTrail.ExternalFactRecorded', data }] }),
}
