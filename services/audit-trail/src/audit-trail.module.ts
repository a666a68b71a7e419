import { Module } from '@nestjs/common'
import { AsyncApiController } from './asyncapi.controller.ts'
import { CatalogController } from './catalog.controller.ts'
import {
  InitiativeApprovalsController,
  InitiativeCorrectionsController,
  initiativeControllers,
} from './initiative/initiative.controller.ts'
import { officeControllers, OfficesController } from './office/office.controller.ts'
import { publishedSchemas, PublishedSchemas } from './published-schemas.ts'
import { SchemasController } from './schemas.controller.ts'
import { TailController } from './tail.controller.ts'
import { TimelineController } from './timeline.controller.ts'
import { VerificationController } from './verification.controller.ts'
import { InitiativesController } from './views/local-challenges/initiatives.controller.ts'
import { LocalChallengesController } from './views/local-challenges/local-challenges.controller.ts'
import { PersonsCountedController } from './views/persons-counted/persons-counted.controller.ts'

@Module({
  controllers: [
    AsyncApiController,
    CatalogController,
    ...initiativeControllers,
    InitiativeApprovalsController,
    InitiativeCorrectionsController,
    InitiativesController,
    LocalChallengesController,
    ...officeControllers,
    OfficesController,
    PersonsCountedController,
    SchemasController,
    TailController,
    TimelineController,
    VerificationController,
  ],
  providers: [{ provide: PublishedSchemas, useFactory: () => publishedSchemas() }],
})
export class AuditTrailModule {}
