import { Module } from '@nestjs/common'
import { AsyncApiController } from './asyncapi.controller.ts'
import {
  InitiativeApprovalsController,
  InitiativeCorrectionsController,
  initiativeControllers,
} from './initiative/initiative.controller.ts'
import { publishedSchemas, PublishedSchemas } from './published-schemas.ts'
import { SchemasController } from './schemas.controller.ts'
import { TailController } from './tail.controller.ts'
import { TimelineController } from './timeline.controller.ts'
import { VerificationController } from './verification.controller.ts'
import { LocalChallengesController } from './views/local-challenges/local-challenges.controller.ts'

@Module({
  controllers: [
    AsyncApiController,
    ...initiativeControllers,
    InitiativeApprovalsController,
    InitiativeCorrectionsController,
    LocalChallengesController,
    SchemasController,
    TailController,
    TimelineController,
    VerificationController,
  ],
  providers: [{ provide: PublishedSchemas, useFactory: () => publishedSchemas() }],
})
export class AuditTrailModule {}
