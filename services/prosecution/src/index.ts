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
  receivingEnvironment,
  type RunningService,
  type ServiceDescription,
  startService,
} from '@case-timeline/service-kit'
import { custodyStream } from './custody/custody.stream.ts'
import { extraditionStream } from './extradition/extradition.stream.ts'
import { mlaStream } from './mla/mla.stream.ts'
import { ProsecutionModule } from './prosecution.module.ts'
import { allClocks } from './clocks.ts'
import { allRules } from './rules.ts'
import { prosecutionStream } from './prosecution/prosecution.stream.ts'
import { caseFileView } from './views/case-file/case-file.view.ts'
import { chargesView } from './views/charges/charges.view.ts'
import { mlaRequestsView } from './views/mla-requests/mla-requests.view.ts'

export { FORCED_CRIMINALITY_OFFENCES, offenceCodesOf, TRAFFICKING_OFFENCES } from './prosecution/offences.ts'

const deadlines = withDeadlines('prosecution', allClocks)

export const prosecution: ServiceDescription = {
  name: 'prosecution',
  title: 'Prosecution',
  environment: receivingEnvironment,
  module: ProsecutionModule,
  aggregates: [
    caseRecordStreams.prosecution,
    custodyStream,
    courtApplicationStreams.prosecution,
    forcedCriminalityStreams.prosecution,
    extraditionStream,
    mlaStream,
    prosecutionStream,
  ],
  rules: allRules,
  caseRules,
  ...deadlines,
  jobs: [...deadlines.jobs, transferToSuccessors('prosecution')],
  views: [caseFileView, chargesView, mlaRequestsView],
}

/** Starts the prosecution service. */
export const start = (env: Environment): Promise<RunningService> => startService(prosecution, env)
