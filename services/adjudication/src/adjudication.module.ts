import { Module } from '@nestjs/common'
import { CaseFileController } from '@case-timeline/case-file'
import { CaseRecordController } from '@case-timeline/case-record'
import { DeadlinesController } from '@case-timeline/deadlines'
import { AdjudicationReactions } from './adjudication.reactions.ts'
import { CompensationController } from './compensation.controller.ts'
import { CourtCaseController } from './court-case.controller.ts'
import { CustodyController } from './custody.controller.ts'
import { HearingsController } from './hearings.controller.ts'
import { OrdersController } from './orders.controller.ts'
import { DocketController } from './views/docket/docket.controller.ts'
import { HearingListController } from './views/hearings/hearings.controller.ts'
import { OrderListController } from './views/orders/orders.controller.ts'

@Module({
  controllers: [
    CaseFileController,
    CaseRecordController,
    DeadlinesController,
    AdjudicationReactions,
    CompensationController,
    CourtCaseController,
    CustodyController,
    HearingsController,
    OrdersController,
    DocketController,
    HearingListController,
    OrderListController,
  ],
})
export class AdjudicationModule {}
