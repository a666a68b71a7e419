import { caseRules } from '@case-timeline/shared-aggregates'
import {
  type Environment,
  type RunningService,
  type ServiceDescription,
  signingEnvironment,
  startService,
} from '@case-timeline/service-kit'
import { AuditTrailModule } from './audit-trail.module.ts'
import { allRules } from './rules.ts'
import { importStream } from './imported-facts/imported-facts.stream.ts'
import { initiativeStream } from './initiative/initiative.stream.ts'
import { officeStream } from './office/office.stream.ts'
import { localChallengesView } from './views/local-challenges/local-challenges.view.ts'
import { personsCountedView } from './views/persons-counted/persons-counted.view.ts'
import { timelineView } from './views/timeline/timeline.view.ts'

export const auditTrail: ServiceDescription = {
  name: 'auditTrail',
  title: 'Audit trail: the timeline across the sectors',
  environment: signingEnvironment,
  module: AuditTrailModule,
  aggregates: [importStream, initiativeStream, officeStream],
  runsRelay: true,
  rules: allRules,
  caseRules,
  views: [localChallengesView, personsCountedView, timelineView],
}

/** Starts the audit trail's service. */
export const start = (env: Environment): Promise<RunningService> => startService(auditTrail, env)

export type { ShownEntry, WithheldEntry } from './disclosed-timeline.ts'
export { timelineOf, type TimelineEntry, type TimelineQuery } from './timeline.ts'
export { type Verification, verifyCase } from './verification.ts'
