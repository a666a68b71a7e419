export { deadlineRulesOf } from './clocks.ts'
export { DeadlinesController } from './deadlines.controller.ts'
export { deadlinesMigrations } from './deadlines.migration.ts'
export { keepsDeadlines } from './keeps-deadlines.ts'
