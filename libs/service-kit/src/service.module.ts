import { type DynamicModule, Module, StandardSchemaValidationPipe, type Type } from '@nestjs/common'
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, DiscoveryModule } from '@nestjs/core'
import { DataSource } from 'typeorm'
import { AccessGuard, CaseGate, Confidentiality, ThisService, TokenVerifier } from '@case-timeline/access'
import { EventStore } from '@case-timeline/event-store'
import { AdminController } from './admin.controller.ts'
import { CommandDesk } from './command-desk.ts'
import { CorrectionsController } from './corrections.controller.ts'
import { EtagInterceptor } from './etag.interceptor.ts'
import { EventsController } from './events.controller.ts'
import { Handovers } from './handover.ts'
import { LawInForce } from './law.ts'
import { HealthController, Readiness } from './health.controller.ts'
import { Metrics } from './metrics.ts'
import { MetricsController } from './metrics.controller.ts'
import { MinPositionInterceptor } from './min-position.interceptor.ts'
import { ObedienceInterceptor } from './obedience.interceptor.ts'
import { Operations } from './operations.ts'
import { Outbound } from './outbound.ts'
import { malformed } from './problem-of.ts'
import { ProblemFilter } from './problem.filter.ts'
import { ProblemsController } from './problems.controller.ts'
import { SealedController } from './sealed.controller.ts'
import { SealedMatters } from './sealed-matters.ts'
import { Views } from './views.ts'

/** What a running service is made of; each member is injected by its class. */
export interface Parts {
  readonly self: ThisService
  readonly store: EventStore
  readonly db: DataSource
  readonly desk: CommandDesk
  readonly views: Views
  readonly tokens: TokenVerifier
  readonly cases: CaseGate
  readonly confidentiality: Confidentiality
  readonly readiness: Readiness
  readonly operations: Operations
  readonly metrics: Metrics
  readonly law: LawInForce
  readonly outbound: Outbound
  readonly handovers: Handovers
  /** Of a service that seals something. */
  readonly sealed?: SealedMatters | undefined
}

/** Puts what every service has around the controllers of one, and around the handlers that fill its views. */
@Module({})
export class ServiceModule {
  static around(own: Type, viewHandlers: readonly Type[], parts: Parts): DynamicModule {
    const values = [
      { provide: EventStore, useValue: parts.store },
      { provide: DataSource, useValue: parts.db },
      { provide: CommandDesk, useValue: parts.desk },
      { provide: Views, useValue: parts.views },
      { provide: TokenVerifier, useValue: parts.tokens },
      { provide: CaseGate, useValue: parts.cases },
      { provide: Confidentiality, useValue: parts.confidentiality },
      { provide: ThisService, useValue: parts.self },
      { provide: Readiness, useValue: parts.readiness },
      { provide: Operations, useValue: parts.operations },
      { provide: Metrics, useValue: parts.metrics },
      { provide: LawInForce, useValue: parts.law },
      { provide: Outbound, useValue: parts.outbound },
      { provide: Handovers, useValue: parts.handovers },
      ...(parts.sealed ? [{ provide: SealedMatters, useValue: parts.sealed }] : []),
    ]
    return {
      module: ServiceModule,
      global: true,
      imports: [DiscoveryModule, own],
      controllers: [
        AdminController,
        CorrectionsController,
        EventsController,
        HealthController,
        MetricsController,
        ProblemsController,
        ...(parts.sealed ? [SealedController] : []),
        ...viewHandlers,
      ],
      providers: [
        ...values,
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useValue: new StandardSchemaValidationPipe({ exceptionFactory: (issues) => malformed(issues) }) },
        { provide: APP_INTERCEPTOR, useClass: EtagInterceptor },
        { provide: APP_INTERCEPTOR, useClass: MinPositionInterceptor },
        { provide: APP_INTERCEPTOR, useClass: ObedienceInterceptor },
      ],
      exports: values.map(({ provide }) => provide),
    }
  }
}
