import {
  caseRecordStreams,
  caseRules,
  forcedCriminalityStreams,
  transferToSuccessors,
  withDeadlines,
} from '@case-timeline/shared-aggregates'
import {
  type Environment,
  receivingEnvironment,
  type RunningService,
  type ServiceDescription,
  startService,
} from '@case-timeline/service-kit'
import { AdjudicationModule } from './adjudication.module.ts'
import { allClocks } from './clocks.ts'
import { allRules } from './rules.ts'
import { compensationStream } from './compensation/compensation.stream.ts'
import { courtCaseStream } from './court-case/court-case.stream.ts'
import { custodyStream } from './custody/custody.stream.ts'
import { filingStream } from './filings/filings.stream.ts'
import { caseFileView } from './views/case-file/case-file.view.ts'
import { docketView } from './views/docket/docket.view.ts'
import { hearingsView } from './views/hearings/hearings.view.ts'
import { ordersView } from './views/orders/orders.view.ts'

const deadlines = withDeadlines('adjudication', allClocks)

export const adjudication: ServiceDescription = {
  name: 'adjudication',
  title: 'Adjudication: the courts',
  environment: receivingEnvironment,
  module: AdjudicationModule,
  aggregates: [
    caseRecordStreams.adjudication,
    compensationStream,
    courtCaseStream,
    custodyStream,
    filingStream,
    forcedCriminalityStreams.adjudication,
  ],
  rules: allRules,
  caseRules,
  ...deadlines,
  jobs: [...deadlines.jobs, transferToSuccessors('adjudication')],
  views: [caseFileView, docketView, hearingsView, ordersView],
}

/** Starts the adjudication service. */
export const start = (env: Environment): Promise<RunningService> => startService(adjudication, env)
