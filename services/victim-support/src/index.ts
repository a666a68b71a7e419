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
import { watchesComingOfAge } from './coming-of-age.ts'
import { complaintStream } from './complaint.stream.ts'
import { personStream } from './person.stream.ts'
import { planStream } from './plan.stream.ts'
import { VictimSupportModule } from './victim-support.module.ts'
import { allRules } from './victim-support.rules.ts'
import { caseFileView } from './views/case-file/case-file.view.ts'
import { SupportedPersonTable } from './views/caseload/caseload.entity.ts'
import { caseloadMigrations } from './views/caseload/caseload.migration.ts'
import { caseloadView } from './views/caseload/caseload.view.ts'
import { ConsentTable } from './views/consents/consents.entity.ts'
import { consentsMigrations } from './views/consents/consents.migration.ts'
import { consentsView } from './views/consents/consents.view.ts'
import { ReferralTable } from './views/referrals/referrals.entity.ts'
import { referralsMigrations } from './views/referrals/referrals.migration.ts'
import { referralsView } from './views/referrals/referrals.view.ts'
import { CompensationTable } from './views/compensation/compensation.entity.ts'
import { compensationMigrations } from './views/compensation/compensation.migration.ts'
import { compensationView } from './views/compensation/compensation.view.ts'

const deadlines = keepsDeadlines('victimSupport')

export const victimSupport: ServiceDescription = {
  name: 'victimSupport',
  title: 'Victim support',
  environment: receivingEnvironment,
  module: VictimSupportModule,
  aggregates: [caseRecordStreams.victimSupport, complaintStream, personStream, planStream],
  rules: allRules,
  ...deadlines,
  chores: [...deadlines.chores, watchesComingOfAge],
  views: [caseFileView, caseloadView, consentsView, referralsView, compensationView],
  entities: [CaseFileTable, SupportedPersonTable, ConsentTable, ReferralTable, CompensationTable],
  migrations: [
    ...deadlinesMigrations,
    ...caseFileMigrations,
    ...caseloadMigrations,
    ...consentsMigrations,
    ...referralsMigrations,
    ...compensationMigrations,
  ],
}

/** Starts the victim-support agencies’ service. */
export const start = (env: Environment): Promise<RunningService> => startService(victimSupport, env)
