import { commandControllers } from '@case-timeline/http'
import { intakeStream } from './intake.stream.ts'

const CASEWORKERS = ['case-worker', 'support-lead'] as const

export const intakeControllers = commandControllers(intakeStream, {
  intakes: {
    RecordIntake: { opensCase: CASEWORKERS },
    ResolveIntake: CASEWORKERS,
  },
})
