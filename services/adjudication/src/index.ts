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
import { AdjudicationModule } from './adjudication.module.ts'
import { allRules } from './adjudication.rules.ts'
import { compensationStream } from './compensation.stream.ts'
import { courtCaseStream } from './court-case.stream.ts'
import { custodyStream } from './custody.stream.ts'
import { caseFileView } from './views/case-file/case-file.view.ts'
import { DocketEntryTable } from './views/docket/docket.entity.ts'
import { docketMigrations } from './views/docket/docket.migration.ts'
import { docketView } from './views/docket/docket.view.ts'
import { HearingTable } from './views/hearings/hearings.entity.ts'
import { hearingsMigrations } from './views/hearings/hearings.migration.ts'
import { hearingsView } from './views/hearings/hearings.view.ts'
import { OrderTable } from './views/orders/orders.entity.ts'
import { ordersMigrations } from './views/orders/orders.migration.ts'
import { ordersView } from './views/orders/orders.view.ts'

export const adjudication: ServiceDescription = {
  name: 'adjudication',
  title: 'Adjudication: the courts',
  environment: receivingEnvironment,
  module: AdjudicationModule,
  aggregates: [caseRecordStreams.adjudication, compensationStream, courtCaseStream, custodyStream],
  rules: allRules,
  ...keepsDeadlines('adjudication'),
  views: [caseFileView, docketView, hearingsView, ordersView],
  entities: [CaseFileTable, DocketEntryTable, HearingTable, OrderTable],
  migrations: [...deadlinesMigrations, ...caseFileMigrations, ...docketMigrations, ...hearingsMigrations, ...ordersMigrations],
}

/** Starts the courts’ service. */
export const start = (env: Environment): Promise<RunningService> => startService(adjudication, env)
