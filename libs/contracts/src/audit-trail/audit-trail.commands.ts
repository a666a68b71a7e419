import { commandType } from '../command-type.ts'
import { ExternalFactRecorded } from './external-fact-recorded.ts'
import { initiativeCommands, initiativeCorrections } from './initiative.commands.ts'

export const RecordExternalFact = commandType({
  name: 'RecordExternalFact',
  service: 'auditTrail',
  meaning: 'Keeps a fact of another system that no other command expresses.',
  data: ExternalFactRecorded.data,
  example: ExternalFactRecorded.example,
})

export const auditTrailCommands = [RecordExternalFact, ...initiativeCommands, ...initiativeCorrections] as const
