import { Module } from '@nestjs/common'
import { CaseRecordController } from '@case-timeline/case-record'
import { CareController } from './care.controller.ts'
import { ComplaintController } from './complaint.controller.ts'
import { PersonController } from './person.controller.ts'
import { PlanController } from './plan.controller.ts'
import { ReturnController } from './return.controller.ts'
import { SharingController } from './sharing.controller.ts'

@Module({
  controllers: [
    CaseRecordController,
    CareController,
    ComplaintController,
    PersonController,
    PlanController,
    ReturnController,
    SharingController,
  ],
})
export class VictimSupportModule {}
