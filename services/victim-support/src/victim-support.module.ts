import { Module } from '@nestjs/common'
import { CaseFileController } from '@case-timeline/case-file'
import { CaseRecordController } from '@case-timeline/case-record'
import { DeadlinesController } from '@case-timeline/deadlines'
import { PersonReactions } from './person.reactions.ts'
import { CareController } from './care.controller.ts'
import { ComplaintController } from './complaint.controller.ts'
import { PersonController } from './person.controller.ts'
import { PlanController } from './plan.controller.ts'
import { ReturnController } from './return.controller.ts'
import { SharingController } from './sharing.controller.ts'
import { CaseloadController } from './views/caseload/caseload.controller.ts'
import { ConsentsController } from './views/consents/consents.controller.ts'
import { ReferralsController } from './views/referrals/referrals.controller.ts'
import { CompensationListController } from './views/compensation/compensation.controller.ts'

@Module({
  controllers: [
    CaseFileController,
    CaseRecordController,
    DeadlinesController,
    PersonReactions,
    CareController,
    ComplaintController,
    PersonController,
    PlanController,
    ReturnController,
    SharingController,
    CaseloadController,
    ConsentsController,
    ReferralsController,
    CompensationListController,
  ],
})
export class VictimSupportModule {}
