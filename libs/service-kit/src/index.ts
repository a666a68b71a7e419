export { eachApart } from './each-apart.ts'
export { runAsProcess } from './run-as-process.ts'
export type { ScheduledJob, JobContext } from './scheduled-jobs.ts'
export {
  type Configuration,
  ConfigurationError,
  configurationOf,
  configurationProblems,
  type Environment,
  receivingEnvironment,
  serviceEnvironment,
  signingEnvironment,
} from './configuration.ts'
export { migratableDatabases } from './database-migrations.ts'
export * from './provisioning.ts'
export { type Development, prepareDevelopment, type DevelopmentOptions } from './development.ts'
export { checkLaw, LawsInForce, loadLaw, loadLaws, SHIPPED_POLICIES } from './law.ts'
export type { Measure } from '@case-timeline/feed'
export { Operations, type ViewStatus } from './operations.ts'
export { viewsUnder } from './view-tables.ts'
export { controllersOf } from './controllers.ts'
export { startFailureText } from './start-failure.ts'
export type { RunningService } from './running-service.ts'
export { type ServiceDescription, type SharedInProcess, startService } from './start-service.ts'
export { measuredProgress, type Reading } from './view-operations/measured-progress.ts'
export { materialiseViews, type PreparedService, prepareViews } from './prepare-views.ts'
export { metrics } from './metrics.ts'
export { appendObserver, commandObserver } from './observers.ts'
export { openTracing } from './open-tracing.ts'
export { ViewsOnLog } from './views-on-log.ts'
export type { Tracing } from './tracing.ts'
