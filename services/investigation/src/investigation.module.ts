import { Module } from '@nestjs/common'
import { CustodyController } from './custody.controller.ts'
import { EvidenceController } from './evidence.controller.ts'
import { InvestigationController } from './investigation.controller.ts'

@Module({ controllers: [CustodyController, EvidenceController, InvestigationController] })
export class InvestigationModule {}
