import { caseFileMigrations, CaseFileTable } from '@case-timeline/case-file'
import {
  type Environment,
  receivingEnvironment,
  type RunningService,
  type ServiceDescription,
  startService,
} from '@case-timeline/service-kit'
import { custodyStream } from './custody.stream.ts'
import { ProsecutionModule } from './prosecution.module.ts'
import { takesDossiersIn } from './prosecution.reactions.ts'
import { prosecutionStream } from './prosecution.stream.ts'
import { caseFileView } from './views/case-file/case-file.view.ts'

export const prosecution: ServiceDescription = {
  name: 'prosecution',
  title: 'Prosecution',
  environment: receivingEnvironment,
  module: ProsecutionModule,
  aggregates: [custodyStream, prosecutionStream],
  handovers: [takesDossiersIn],
  views: [caseFileView],
  entities: [CaseFileTable],
  migrations: caseFileMigrations,
}

/** Starts the prosecutors’ service. */
export const start = (env: Environment): Promise<RunningService> => startService(prosecution, env)
