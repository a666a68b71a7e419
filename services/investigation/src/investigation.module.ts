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
import { InvestigationReactions } from './investigation.reactions.ts'
import { assetsControllers } from './assets/assets.controller.ts'
import { cooperationControllers } from './cooperation/cooperation.controller.ts'
import { custodyControllers } from './custody/custody.controller.ts'
import { evidenceControllers } from './evidence/evidence.controller.ts'
import { investigationControllers } from './investigation/investigation.controller.ts'
import { jointInvestigationControllers } from './joint-investigation/joint-investigation.controller.ts'
import { mechanismControllers } from './mechanism/mechanism.controller.ts'
import { caseFileView } from './views/case-file/case-file.view.ts'
import { CustodyListController } from './views/custody/custody.controller.ts'
import { EvidenceRegisterController } from './views/evidence-register/evidence-register.controller.ts'
import { CooperationRequestsController } from './views/cooperation-requests/cooperation-requests.controller.ts'
import { LinkedTracesController } from './views/linked-traces/linked-traces.controller.ts'
import { VictimReportsController } from './views/victim-reports/victim-reports.controller.ts'

@Module({
  controllers: [
    caseFileControllerOf(caseFileView),
    ...caseRecordControllersOf('investigation'),
    deadlinesControllerOf('investigation', allClocks),
    heldBeyondLawControllerOf('investigation', allClocks),
    InvestigationReactions,
    ...assetsControllers,
    ...cooperationControllers,
    ...custodyControllers,
    ...courtApplicationControllersOf('investigation'),
    ...forcedCriminalityControllersOf('investigation'),
    ...evidenceControllers,
    ...investigationControllers,
    ...jointInvestigationControllers,
    ...mechanismControllers,
    CustodyListController,
    EvidenceRegisterController,
    CooperationRequestsController,
    LinkedTracesController,
    VictimReportsController,
  ],
  providers: [Lists],
})
export class InvestigationModule {}
