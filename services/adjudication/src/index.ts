import { caseFileMigrations, CaseFileTable } from '@case-timeline/case-file'
import {
  type Environment,
  receivingEnvironment,
  type RunningService,
  type ServiceDescription,
  startService,
} from '@case-timeline/service-kit'
import { AdjudicationModule } from './adjudication.module.ts'
import { registersIndictments } from './adjudication.reactions.ts'
import { courtCaseStream } from './court-case.stream.ts'
import { custodyStream } from './custody.stream.ts'
import { caseFileView } from './views/case-file/case-file.view.ts'

export const adjudication: ServiceDescription = {
  name: 'adjudication',
  title: 'Adjudication: the courts',
  environment: receivingEnvironment,
  module: AdjudicationModule,
  aggregates: [courtCaseStream, custodyStream],
  handovers: [registersIndictments],
  views: [caseFileView],
  entities: [CaseFileTable],
  migrations: caseFileMigrations,
}

/** Starts the courts’ service. */
export const start = (env: Environment): Promise<RunningService> => startService(adjudication, env)
