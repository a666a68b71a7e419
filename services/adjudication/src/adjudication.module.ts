import { Module } from '@nestjs/common'
import { caseFileControllerOf } from '@case-timeline/case-file'
import { Lists } from '@case-timeline/lists'
import {
  caseRecordControllersOf,
  deadlinesControllerOf,
  forcedCriminalityControllersOf,
  heldBeyondLawControllerOf,
} from '@case-timeline/shared-aggregates'
import { allClocks } from './clocks.ts'
import { AdjudicationReactions } from './adjudication.reactions.ts'
import { compensationControllers } from './compensation/compensation.controller.ts'
import { courtCaseControllers } from './court-case/court-case.controller.ts'
import { custodyControllers } from './custody/custody.controller.ts'
import { filingControllers } from './filings/filings.controller.ts'
import { caseFileView } from './views/case-file/case-file.view.ts'
import { DocketController } from './views/docket/docket.controller.ts'
import { HearingListController } from './views/hearings/hearings.controller.ts'
import { OrderListController } from './views/orders/orders.controller.ts'

@Module({
  controllers: [
    caseFileControllerOf(caseFileView),
    ...caseRecordControllersOf('adjudication'),
    deadlinesControllerOf('adjudication', allClocks),
    heldBeyondLawControllerOf('adjudication', allClocks),
    AdjudicationReactions,
    ...compensationControllers,
    ...courtCaseControllers,
    ...custodyControllers,
    ...filingControllers,
    ...forcedCriminalityControllersOf('adjudication'),
    DocketController,
    HearingListController,
    OrderListController,
  ],
  providers: [Lists],
})
export class AdjudicationModule {}
