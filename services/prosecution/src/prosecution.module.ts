import { Module } from '@nestjs/common'
import { caseFileControllerOf } from '@case-timeline/case-file'
import { Lists } from '@case-timeline/lists'
import {
  caseRecordControllersOf,
  courtApplicationControllersOf,
  deadlinesControllerOf,
  forcedCriminalityControllersOf,
  heldBeyondLawControllerOf,
} from '@case-timeline/shared-aggregates'
import { allClocks } from './clocks.ts'
import { ProsecutionReactions } from './prosecution.reactions.ts'
import { custodyControllers } from './custody/custody.controller.ts'
import { extraditionControllers } from './extradition/extradition.controller.ts'
import { mlaControllers } from './mla/mla.controller.ts'
import { prosecutionControllers } from './prosecution/prosecution.controller.ts'
import { caseFileView } from './views/case-file/case-file.view.ts'
import { ChargeListController } from './views/charges/charges.controller.ts'
import { MlaRequestsController } from './views/mla-requests/mla-requests.controller.ts'

@Module({
  controllers: [
    caseFileControllerOf(caseFileView),
    ...caseRecordControllersOf('prosecution'),
    deadlinesControllerOf('prosecution', allClocks),
    heldBeyondLawControllerOf('prosecution', allClocks),
    ProsecutionReactions,
    ...custodyControllers,
    ...courtApplicationControllersOf('prosecution'),
    ...forcedCriminalityControllersOf('prosecution'),
    ...extraditionControllers,
    ...mlaControllers,
    ...prosecutionControllers,
    ChargeListController,
    MlaRequestsController,
  ],
  providers: [Lists],
})
export class ProsecutionModule {}
