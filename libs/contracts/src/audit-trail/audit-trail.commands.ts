import { commandType } from '../command-type.ts'
import { CaseImported } from './case-imported.ts'
import { ExternalFactRecorded } from './external-fact-recorded.ts'

export const RecordExternalFact = commandType({
  name: 'RecordExternalFact',
  service: 'auditTrail',
  meaning: 'Records a fact from another system that no other command can express.',
  data: ExternalFactRecorded.data,
  example: ExternalFactRecorded.example,
})

export const RecordImportedCase = commandType({
  name: 'RecordImportedCase',
  service: 'auditTrail',
  meaning: 'Records under which id another system keeps a case that an import brings over.',
  data: CaseImported.data,
  example: CaseImported.example,
})
