import { Module } from '@nestjs/common'
import { PersonController } from './person.controller.ts'

@Module({ controllers: [PersonController] })
export class VictimSupportModule {}
