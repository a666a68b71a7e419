import { caseFileMigrations, CaseFileTable } from '@case-timeline/case-file'
import {
  type Environment,
  receivingEnvironment,
  type RunningService,
  type ServiceDescription,
  startService,
} from '@case-timeline/service-kit'
import { offersSupport } from './person.reactions.ts'
import { personStream } from './person.stream.ts'
import { VictimSupportModule } from './victim-support.module.ts'
import { caseFileView } from './views/case-file/case-file.view.ts'
import { OpenReferralTable } from './views/open-referrals/open-referrals.entity.ts'
import { openReferralsMigrations } from './views/open-referrals/open-referrals.migration.ts'
import { openReferralsView } from './views/open-referrals/open-referrals.view.ts'

export const victimSupport: ServiceDescription = {
  name: 'victimSupport',
  title: 'Victim support',
  environment: receivingEnvironment,
  module: VictimSupportModule,
  aggregates: [personStream],
  handovers: [offersSupport],
  views: [caseFileView, openReferralsView],
  entities: [CaseFileTable, OpenReferralTable],
  migrations: [...caseFileMigrations, ...openReferralsMigrations],
}

/** Starts the victim-support agencies’ service. */
export const start = (env: Environment): Promise<RunningService> => startService(victimSupport, env)
