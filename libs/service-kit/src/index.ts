export { asProcess } from './as-process.ts'
export { type Asked, askedBy, WhoAsks } from './asked.ts'
export type { Chore, Household } from './chores.ts'
export { CommandDesk, recorded } from './command-desk.ts'
export {
  type Configuration,
  ConfigurationError,
  configurationOf,
  type Environment,
  receivingEnvironment,
  serviceEnvironment,
} from './configuration.ts'
export { Delivery, Fills, handoversIn, ReactsTo } from './consumes.ts'
export { type DatabaseUrls, provideDatabases } from './databases.ts'
export { type Development, development, type DevelopmentOptions } from './development.ts'
export { type Handover, handover, handoverOfEach, Handovers, handoversOf, type Told } from './handover.ts'
export { checkLaw, LawInForce, loadLaw } from './law.ts'
export { Answers } from './openapi.ts'
export { Operations, type OperatedView } from './operations.ts'
export { Problem, PROBLEMS, type ProblemKind, problemType } from './problem.ts'
export { Recorded } from './recorded.ts'
export { type RunningService, type ServiceDescription, startService } from './start-service.ts'
