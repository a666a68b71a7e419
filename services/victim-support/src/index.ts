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
import { complaintStream } from './complaint.stream.ts'
import { hearsOfTheCase, offersSupport } from './person.reactions.ts'
import { personStream } from './person.stream.ts'
import { planStream } from './plan.stream.ts'
import { VictimSupportModule } from './victim-support.module.ts'
import { allRules } from './victim-support.rules.ts'
import { caseFileView } from './views/case-file/case-file.view.ts'
import { OpenReferralTable } from './views/open-referrals/open-referrals.entity.ts'
import { openReferralsMigrations } from './views/open-referrals/open-referrals.migration.ts'
import { openReferralsView } from './views/open-referrals/open-referrals.view.ts'

export const victimSupport: ServiceDescription = {
  name: 'victimSupport',
  title: 'Victim support',
  environment: receivingEnvironment,
  module: VictimSupportModule,
  aggregates: [caseRecordStreams.victimSupport, complaintStream, personStream, planStream],
  rules: allRules,
  ...keepsDeadlines('victimSupport'),
  handovers: [offersSupport, hearsOfTheCase],
  views: [caseFileView, openReferralsView],
  entities: [CaseFileTable, OpenReferralTable],
  migrations: [...caseFileMigrations, ...openReferralsMigrations, ...deadlinesMigrations],
}

/** Starts the victim-support agencies’ service. */
export const start = (env: Environment): Promise<RunningService> => startService(victimSupport, env)
