import { Module } from '@nestjs/common'
import { caseFileControllerOf } from '@case-timeline/case-file'
import { Lists } from '@case-timeline/lists'
import { caseRecordControllersOf, deadlinesControllerOf, heldBeyondLawControllerOf } from '@case-timeline/shared-aggregates'
import { allClocks } from './clocks.ts'
import { PersonReactions } from './victim-support.reactions.ts'
import { complaintControllers } from './complaint/complaint.controller.ts'
import { fundControllers } from './fund/fund.controller.ts'
import { intakeControllers } from './intake/intake.controller.ts'
import { personControllers } from './person/person.controller.ts'
import { planControllers } from './plan/plan.controller.ts'
import { caseFileView } from './views/case-file/case-file.view.ts'
import { CaseloadController } from './views/caseload/caseload.controller.ts'
import { ConsentsController } from './views/consents/consents.controller.ts'
import { IntakesController } from './views/intakes/intakes.controller.ts'
import { ReferralsController } from './views/referrals/referrals.controller.ts'
import { TriageController } from './views/triage/triage.controller.ts'
import { CompensationListController } from './views/compensation/compensation.controller.ts'

@Module({
  controllers: [
    caseFileControllerOf(caseFileView),
    ...caseRecordControllersOf('victimSupport'),
    deadlinesControllerOf('victimSupport', allClocks),
    heldBeyondLawControllerOf('victimSupport', allClocks),
    PersonReactions,
    ...complaintControllers,
    ...fundControllers,
    ...intakeControllers,
    ...personControllers,
    ...planControllers,
    CaseloadController,
    ConsentsController,
    IntakesController,
    ReferralsController,
    CompensationListController,
    TriageController,
  ],
  providers: [Lists],
})
export class VictimSupportModule {}
