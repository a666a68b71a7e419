import { Module } from '@nestjs/common'
import { CaseFileController } from '@case-timeline/case-file'
import { CustodyController } from './custody.controller.ts'
import { EvidenceController } from './evidence.controller.ts'
import { InvestigationController } from './investigation.controller.ts'

@Module({ controllers: [CaseFileController, CustodyController, EvidenceController, InvestigationController] })
export class InvestigationModule {}
