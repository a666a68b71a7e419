import { Module } from '@nestjs/common'
import { CaseFileController } from '@case-timeline/case-file'
import { CustodyController } from './custody.controller.ts'
import { ProsecutionController } from './prosecution.controller.ts'

@Module({ controllers: [CaseFileController, CustodyController, ProsecutionController] })
export class ProsecutionModule {}
