import { Module } from '@nestjs/common'
import { InitiativeController } from './initiative.controller.ts'
import { TailController } from './tail.controller.ts'
import { TimelineController } from './timeline.controller.ts'
import { VerificationController } from './verification.controller.ts'
import { LocalChallengesController } from './views/local-challenges/local-challenges.controller.ts'

@Module({ controllers: [InitiativeController, LocalChallengesController, TailController, TimelineController, VerificationController] })
export class AuditTrailModule {}
