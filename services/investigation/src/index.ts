import { caseFileMigrations, CaseFileTable } from '@case-timeline/case-file'
import { caseRecordStreams } from '@case-timeline/case-record'
import { deadlinesMigrations, keepsDeadlines } from '@case-timeline/deadlines'
import {
  type Environment,
  serviceEnvironment,
  type RunningService,
  type ServiceDescription,
  startService,
} from '@case-timeline/service-kit'
import { assetsStream } from './assets.stream.ts'
import { cooperationStream } from './cooperation.stream.ts'
import { custodyStream } from './custody.stream.ts'
import { evidenceStream } from './evidence.stream.ts'
import { InvestigationModule } from './investigation.module.ts'
import { allRules } from './investigation.rules.ts'
import { investigationStream } from './investigation.stream.ts'
import { jointInvestigationStream } from './joint-investigation.stream.ts'
import { mechanismStream } from './mechanism.stream.ts'
import { caseFileView } from './views/case-file/case-file.view.ts'
import { CustodyTable } from './views/custody/custody.entity.ts'
import { custodyMigrations } from './views/custody/custody.migration.ts'
import { custodyView } from './views/custody/custody.view.ts'
import { EvidenceItemTable } from './views/evidence-register/evidence-register.entity.ts'
import { evidenceRegisterMigrations } from './views/evidence-register/evidence-register.migration.ts'
import { evidenceRegisterView } from './views/evidence-register/evidence-register.view.ts'
import { CooperationRequestTable } from './views/cooperation-requests/cooperation-requests.entity.ts'
import { cooperationRequestsMigrations } from './views/cooperation-requests/cooperation-requests.migration.ts'
import { cooperationRequestsView } from './views/cooperation-requests/cooperation-requests.view.ts'
import { TraceTable } from './views/linked-traces/linked-traces.entity.ts'
import { linkedTracesMigrations } from './views/linked-traces/linked-traces.migration.ts'
import { linkedTracesView } from './views/linked-traces/linked-traces.view.ts'

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
    evidenceStream,
    investigationStream,
    jointInvestigationStream,
    mechanismStream,
  ],
  rules: allRules,
  ...keepsDeadlines('investigation'),
  views: [caseFileView, custodyView, evidenceRegisterView, cooperationRequestsView, linkedTracesView],
  entities: [CaseFileTable, CustodyTable, EvidenceItemTable, CooperationRequestTable, TraceTable],
  migrations: [
    ...deadlinesMigrations,
    ...caseFileMigrations,
    ...custodyMigrations,
    ...evidenceRegisterMigrations,
    ...cooperationRequestsMigrations,
    ...linkedTracesMigrations,
  ],
}

/** Starts the police’s service. */
export const start = (env: Environment): Promise<RunningService> => startService(investigation, env)
