import { caseFileMigrations, CaseFileTable } from '@case-timeline/case-file'
import { caseRecordStreams } from '@case-timeline/case-record'
import { deadlinesMigrations, keepsDeadlines } from '@case-timeline/deadlines'
import {
  type Environment,
  receivingEnvironment,
  type RunningService,
  type ServiceDescription,
  startService,
} from '@case-timeline/service-kit'
import { custodyStream } from './custody.stream.ts'
import { extraditionStream } from './extradition.stream.ts'
import { mlaStream } from './mla.stream.ts'
import { ProsecutionModule } from './prosecution.module.ts'
import { allRules } from './prosecution.rules.ts'
import { prosecutionStream } from './prosecution.stream.ts'
import { caseFileView } from './views/case-file/case-file.view.ts'
import { ChargeTable } from './views/charges/charges.entity.ts'
import { chargesMigrations } from './views/charges/charges.migration.ts'
import { chargesView } from './views/charges/charges.view.ts'
import { MlaRequestTable } from './views/mla-requests/mla-requests.entity.ts'
import { mlaRequestsMigrations } from './views/mla-requests/mla-requests.migration.ts'
import { mlaRequestsView } from './views/mla-requests/mla-requests.view.ts'

export const prosecution: ServiceDescription = {
  name: 'prosecution',
  title: 'Prosecution',
  environment: receivingEnvironment,
  module: ProsecutionModule,
  aggregates: [caseRecordStreams.prosecution, custodyStream, extraditionStream, mlaStream, prosecutionStream],
  rules: allRules,
  ...keepsDeadlines('prosecution'),
  views: [caseFileView, chargesView, mlaRequestsView],
  entities: [CaseFileTable, ChargeTable, MlaRequestTable],
  migrations: [...deadlinesMigrations, ...caseFileMigrations, ...chargesMigrations, ...mlaRequestsMigrations],
}

/** Starts the prosecutors’ service. */
export const start = (env: Environment): Promise<RunningService> => startService(prosecution, env)
