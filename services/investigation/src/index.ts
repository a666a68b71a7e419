import {
  caseRecordStreams,
  caseRules,
  courtApplicationStreams,
  forcedCriminalityStreams,
  transferToSuccessors,
  withDeadlines,
} from '@case-timeline/shared-aggregates'
import {
  type Environment,
  serviceEnvironment,
  type RunningService,
  type ServiceDescription,
  startService,
} from '@case-timeline/service-kit'
import { assetsStream } from './assets/assets.stream.ts'
import { cooperationStream } from './cooperation/cooperation.stream.ts'
import { custodyStream } from './custody/custody.stream.ts'
import { evidenceStream } from './evidence/evidence.stream.ts'
import { InvestigationModule } from './investigation.module.ts'
import { allClocks } from './clocks.ts'
import { allRules } from './rules.ts'
import { investigationStream } from './investigation/investigation.stream.ts'
import { jointInvestigationStream } from './joint-investigation/joint-investigation.stream.ts'
import { mechanismStream } from './mechanism/mechanism.stream.ts'
import { caseFileView } from './views/case-file/case-file.view.ts'
import { custodyView } from './views/custody/custody.view.ts'
import { evidenceRegisterView } from './views/evidence-register/evidence-register.view.ts'
import { cooperationRequestsView } from './views/cooperation-requests/cooperation-requests.view.ts'
import { linkedTracesView } from './views/linked-traces/linked-traces.view.ts'
import { victimReportsView } from './views/victim-reports/victim-reports.view.ts'

const deadlines = withDeadlines('investigation', allClocks)

export const investigation: ServiceDescription = {
  name: 'investigation',
  title: 'Investigation: the police',
  environment: serviceEnvironment,
  module: InvestigationModule,
  aggregates: [
    caseRecordStreams.investigation,
    assetsStream,
    cooperationStream,
    custodyStream,
    courtApplicationStreams.investigation,
    forcedCriminalityStreams.investigation,
    evidenceStream,
    investigationStream,
    jointInvestigationStream,
    mechanismStream,
  ],
  rules: allRules,
  caseRules,
  ...deadlines,
  jobs: [...deadlines.jobs, transferToSuccessors('investigation')],
  views: [caseFileView, custodyView, evidenceRegisterView, cooperationRequestsView, linkedTracesView, victimReportsView],
}

/** Starts the investigation service. */
export const start = (env: Environment): Promise<RunningService> => startService(investigation, env)
