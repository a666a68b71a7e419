import { recordBelongsToCase } from '@case-timeline/casework'
import type { Decided, Forbidden } from '@case-timeline/decider'
import type { ApplyToCourt, CourtApplication, CourtApplicationEvent, NotMade } from './court-application.ts'
import { applicationIsMadeOnce, applicationNamesPersons } from './court-application.rules.ts'

type Decision = Decided<CourtApplicationEvent>

const applyFirst = (_: NotMade, { data }: ApplyToCourt): Decision => ({
  under: [recordBelongsToCase, applicationNamesPersons],
  events: [{ type: 'case.CourtApplicationMade', data }],
})

export const applyToCourt = (application: CourtApplication, command: ApplyToCourt): Decision | Forbidden =>
  application.stage === 'notMade' ? applyFirst(application, command) : { forbiddenBy: applicationIsMadeOnce }
