import { Module } from '@nestjs/common'
import { CaseFileController } from '@case-timeline/case-file'
import { CourtCaseController } from './court-case.controller.ts'
import { CustodyController } from './custody.controller.ts'

@Module({ controllers: [CaseFileController, CourtCaseController, CustodyController] })
export class AdjudicationModule {}
