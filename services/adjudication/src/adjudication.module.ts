import { Module } from '@nestjs/common'
import { CourtCaseController } from './court-case.controller.ts'
import { CustodyController } from './custody.controller.ts'

@Module({ controllers: [CourtCaseController, CustodyController] })
export class AdjudicationModule {}
