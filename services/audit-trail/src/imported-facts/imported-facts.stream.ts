import { aggregate, takes } from '@case-timeline/commands'
import * as contract from '@case-timeline/contracts'
import { recordExternalFact, recordImportedCase } from './imported-facts.decide.ts'
import { evolve, noFacts } from './imported-facts.ts'

/** The streams `auditTrail.import-<caseId>`: from where a case was imported, and its facts that no command of a sector expresses. */
export const importStream = aggregate({
  service: 'auditTrail',
  name: 'import',
  events: [contract.ExternalFactRecorded, contract.CaseImported],
  initial: noFacts,
  evolve,
  streamId: (caseId) => caseId,
  commands: [
    takes(contract.RecordExternalFact, { decide: recordExternalFact }),
    takes(contract.RecordImportedCase, { decide: recordImportedCase }),
  ],
})
