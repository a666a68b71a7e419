import { Module } from '@nestjs/common'
import { CaseFileController } from '@case-timeline/case-file'
import { OpenReferralsController } from './open-referrals.controller.ts'
import { PersonController } from './person.controller.ts'

@Module({ controllers: [CaseFileController, OpenReferralsController, PersonController] })
export class VictimSupportModule {}
