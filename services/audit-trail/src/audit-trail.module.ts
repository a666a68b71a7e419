import { Module } from '@nestjs/common'
import { EventsController } from './events.controller.ts'
import { InitiativeController } from './initiative.controller.ts'
import { TimelineController } from './timeline.controller.ts'
import { VerificationController } from './verification.controller.ts'

@Module({ controllers: [EventsController, InitiativeController, TimelineController, VerificationController] })
export class AuditTrailModule {}
