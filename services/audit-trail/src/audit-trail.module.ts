import { Module } from '@nestjs/common'
import { EventsController } from './events.controller.ts'
import { InitiativeController } from './initiative.controller.ts'
import { TimelineController } from './timeline.controller.ts'
import { VerificationController } from './verification.controller.ts'
import { LocalChallengesController } from './views/local-challenges/local-challenges.controller.ts'

@Module({ controllers: [EventsController, InitiativeController, LocalChallengesController, TimelineController, VerificationController] })
export class AuditTrailModule {}
