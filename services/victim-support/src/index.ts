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

export const victimSupport: ServiceDescription = {
  name: 'victimSupport',
  title: 'Victim support',
  environment: receivingEnvironment,
  module: VictimSupportModule,
  aggregates: [personStream],
  handovers: [offersSupport],
  views: [],
  entities: [],
  migrations: [],
}

/** Starts the victim-support agencies’ service. */
export const start = (env: Environment): Promise<RunningService> => startService(victimSupport, env)
