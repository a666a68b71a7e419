import { Module } from '@nestjs/common'
import { CustodyController } from './custody.controller.ts'
import { ProsecutionController } from './prosecution.controller.ts'

@Module({ controllers: [CustodyController, ProsecutionController] })
export class ProsecutionModule {}
