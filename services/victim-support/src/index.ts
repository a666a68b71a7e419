import { caseRecordStreams, caseRules, transferToSuccessors, withDeadlines } from '@case-timeline/shared-aggregates'
import {
  type Environment,
  receivingEnvironment,
  type RunningService,
  type ServiceDescription,
  startService,
} from '@case-timeline/service-kit'
import { recordMajorityJob } from './record-majority.ts'
import { complaintStream } from './complaint/complaint.stream.ts'
import { fundStream } from './fund/fund.stream.ts'
import { intakeStream } from './intake/intake.stream.ts'
import { personStream } from './person/person.stream.ts'
import { planStream } from './plan/plan.stream.ts'
import { VictimSupportModule } from './victim-support.module.ts'
import { allClocks } from './clocks.ts'
import { allRules } from './rules.ts'
import { caseFileView } from './views/case-file/case-file.view.ts'
import { caseloadView } from './views/caseload/caseload.view.ts'
import { consentsView } from './views/consents/consents.view.ts'
import { intakesView } from './views/intakes/intakes.view.ts'
import { referralsView } from './views/referrals/referrals.view.ts'
import { triageView } from './views/triage/triage.view.ts'
import { compensationView } from './views/compensation/compensation.view.ts'

const deadlines = withDeadlines('victimSupport', allClocks)

export const victimSupport: ServiceDescription = {
  name: 'victimSupport',
  title: 'Victim support',
  environment: receivingEnvironment,
  module: VictimSupportModule,
  aggregates: [caseRecordStreams.victimSupport, complaintStream, fundStream, intakeStream, personStream, planStream],
  rules: allRules,
  caseRules,
  ...deadlines,
  jobs: [...deadlines.jobs, transferToSuccessors('victimSupport'), recordMajorityJob],
  views: [caseFileView, caseloadView, consentsView, intakesView, referralsView, compensationView, triageView],
}

/** Starts the service of the victim support agencies. */
export const start = (env: Environment): Promise<RunningService> => startService(victimSupport, env)
