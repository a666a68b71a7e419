import {
  type Environment,
  type RunningService,
  type ServiceDescription,
  serviceEnvironment,
  startService,
} from '@case-timeline/service-kit'
import { AuditTrailModule } from './audit-trail.module.ts'
import { allRules } from './audit-trail.rules.ts'
import { importStream } from './import.stream.ts'
import { initiativeStream } from './initiative.stream.ts'
import { RuleNotKeptTable } from './views/local-challenges/local-challenges.entity.ts'
import { localChallengesMigrations } from './views/local-challenges/local-challenges.migration.ts'
import { localChallengesView } from './views/local-challenges/local-challenges.view.ts'
import { TimelineTable } from './views/timeline/timeline.entity.ts'
import { timelineMigrations } from './views/timeline/timeline.migration.ts'
import { timelineView } from './views/timeline/timeline.view.ts'

export const auditTrail: ServiceDescription = {
  name: 'auditTrail',
  title: 'Audit trail: the timeline across the sectors',
  environment: serviceEnvironment,
  module: AuditTrailModule,
  aggregates: [importStream, initiativeStream],
  relays: true,
  rules: allRules,
  views: [localChallengesView, timelineView],
  entities: [RuleNotKeptTable, TimelineTable],
  migrations: [...localChallengesMigrations, ...timelineMigrations],
}

/** Starts the audit trail's service. */
export const start = (env: Environment): Promise<RunningService> => startService(auditTrail, env)

export type { ShownEntry, WithheldEntry } from './disclosed-timeline.ts'
export { timelineOf, type TimelineEntry, type TimelineQuery } from './timeline.ts'
export { type Verification, verifyCase } from './verification.ts'
