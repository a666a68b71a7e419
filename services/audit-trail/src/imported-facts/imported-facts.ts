import type * as contract from '@case-timeline/contracts'
import type { FactOf, RecordedFact } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

export type ImportedFactsEvent = FactOf<typeof contract.ExternalFactRecorded | typeof contract.CaseImported>

export type RecordExternalFact = CommandOf<typeof contract.RecordExternalFact>
export type RecordImportedCase = CommandOf<typeof contract.RecordImportedCase>

/** The ids of the case in its sources. No rule refers to other imported facts: the command id records a row only once. */
export interface ImportedFacts {
  readonly ids: readonly { readonly source: string; readonly sourceId: string }[]
}

export const noFacts: ImportedFacts = { ids: [] }

export const evolve = (facts: ImportedFacts, event: RecordedFact<ImportedFactsEvent>): ImportedFacts => {
  switch (event.type) {
    case 'auditTrail.ExternalFactRecorded':
      return facts
    case 'auditTrail.CaseImported':
      return { ids: [...facts.ids, event.data] }
  }
}
