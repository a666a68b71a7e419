import type { Decided } from '@case-timeline/decider'
import type { ImportedFacts, ImportedFactsEvent, RecordExternalFact, RecordImportedCase } from './imported-facts.ts'

export const recordExternalFact = (_: ImportedFacts, { data }: RecordExternalFact): Decided<ImportedFactsEvent> => ({
  under: [],
  events: [{ type: 'auditTrail.ExternalFactRecorded', data }],
})

/** What is recorded already is not recorded again, whichever import brings it. */
export const recordImportedCase = ({ ids }: ImportedFacts, { data }: RecordImportedCase): Decided<ImportedFactsEvent> => ({
  under: [],
  events: ids.some(({ source, sourceId }) => source === data.source && sourceId === data.sourceId)
    ? []
    : [{ type: 'auditTrail.CaseImported', data }],
})
