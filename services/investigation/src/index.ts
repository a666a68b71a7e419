import { caseFileMigrations, CaseFileTable } from '@case-timeline/case-file'
import {
  type Environment,
  serviceEnvironment,
  type RunningService,
  type ServiceDescription,
  startService,
} from '@case-timeline/service-kit'
import { custodyStream } from './custody.stream.ts'
import { evidenceStream } from './evidence.stream.ts'
import { InvestigationModule } from './investigation.module.ts'
import { investigationStream } from './investigation.stream.ts'
import { caseFileView } from './views/case-file/case-file.view.ts'

export const investigation: ServiceDescription = {
  name: 'investigation',
  title: 'Investigation: the police',
  environment: serviceEnvironment,
  module: InvestigationModule,
  aggregates: [custodyStream, evidenceStream, investigationStream],
  views: [caseFileView],
  entities: [CaseFileTable],
  migrations: caseFileMigrations,
}

/** Starts the police’s service. */
export const start = (env: Environment): Promise<RunningService> => startService(investigation, env)
