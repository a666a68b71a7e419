import { Module } from '@nestjs/common'
import { CaseFileController } from '@case-timeline/case-file'
import { CaseRecordController } from '@case-timeline/case-record'
import { DeadlinesController } from '@case-timeline/deadlines'
import { InvestigationReactions } from './investigation.reactions.ts'
import { AssetsController } from './assets.controller.ts'
import { CooperationController } from './cooperation.controller.ts'
import { CustodyController } from './custody.controller.ts'
import { EvidenceController } from './evidence.controller.ts'
import { InquiryController } from './inquiry.controller.ts'
import { InvestigationController } from './investigation.controller.ts'
import { JointInvestigationController } from './joint-investigation.controller.ts'
import { MechanismController } from './mechanism.controller.ts'
import { VictimsController } from './victims.controller.ts'
import { CustodyListController } from './views/custody/custody.controller.ts'
import { EvidenceRegisterController } from './views/evidence-register/evidence-register.controller.ts'
import { CooperationRequestsController } from './views/cooperation-requests/cooperation-requests.controller.ts'
import { LinkedTracesController } from './views/linked-traces/linked-traces.controller.ts'

@Module({
  controllers: [
    CaseFileController,
    CaseRecordController,
    DeadlinesController,
    InvestigationReactions,
    AssetsController,
    CooperationController,
    CustodyController,
    EvidenceController,
    InquiryController,
    InvestigationController,
    JointInvestigationController,
    MechanismController,
    VictimsController,
    CustodyListController,
    EvidenceRegisterController,
    CooperationRequestsController,
    LinkedTracesController,
  ],
})
export class InvestigationModule {}
