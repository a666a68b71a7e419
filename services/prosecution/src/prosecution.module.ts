import { Module } from '@nestjs/common'
import { CaseFileController } from '@case-timeline/case-file'
import { CaseRecordController } from '@case-timeline/case-record'
import { DeadlinesController } from '@case-timeline/deadlines'
import { ProsecutionReactions } from './prosecution.reactions.ts'
import { ChargesController } from './charges.controller.ts'
import { CustodyController } from './custody.controller.ts'
import { ExtraditionController } from './extradition.controller.ts'
import { MlaController } from './mla.controller.ts'
import { ProsecutionController } from './prosecution.controller.ts'
import { VictimsController } from './victims.controller.ts'
import { ChargeListController } from './views/charges/charges.controller.ts'
import { MlaRequestsController } from './views/mla-requests/mla-requests.controller.ts'

@Module({
  controllers: [
    CaseFileController,
    CaseRecordController,
    DeadlinesController,
    ProsecutionReactions,
    ChargesController,
    CustodyController,
    ExtraditionController,
    MlaController,
    ProsecutionController,
    VictimsController,
    ChargeListController,
    MlaRequestsController,
  ],
})
export class ProsecutionModule {}
