import { Module } from '@nestjs/common'
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
    CaseRecordController,
    DeadlinesController,
    CareController,
    ComplaintController,
    PersonController,
    PlanController,
    ReturnController,
    SharingController,
  ],
})
export class VictimSupportModule {}
