import { ExternalFactRecorded, RecordExternalFact } from '@case-timeline/contracts'
import type { Aggregate } from '@case-timeline/event-store'
import { importedFacts, type ImportedFact, type ImportedFacts, type ToRecord } from './domain/imported-facts.decide.ts'

export const importStream: Aggregate<ImportedFacts, ToRecord, ImportedFact> = {
  service: 'auditTrail',
  name: 'import',
  events: [ExternalFactRecorded],
  commands: [RecordExternalFact],
  decider: importedFacts,
  streamId: (caseId) => caseId,
}
