import { Module } from '@nestjs/common'
import { CaseFileController } from '@case-timeline/case-file'
import { OpenReferralsController } from './open-referrals.controller.ts'
import { CaseRecordController } from '@case-timeline/case-record'
import { DeadlinesController } from '@case-timeline/deadlines'
import { CareController } from './care.controller.ts'
import { ComplaintController } from './complaint.controller.ts'
import { PersonController } from './person.controller.ts'
import { PlanController } from './plan.controller.ts'
import { ReturnController } from './return.controller.ts'
import { SharingController } from './sharing.controller.ts'

@Module({
  controllers: [
    CaseFileController,
    CaseRecordController,
    DeadlinesController,
    OpenReferralsController,
    CareController,
    ComplaintController,
    PersonController,
    PlanController,
    ReturnController,
    SharingController,
  ],
})
export class VictimSupportModule {}
