import { type DynamicModule, Module, StandardSchemaValidationPipe, type Type } from '@nestjs/common'
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, DiscoveryModule } from '@nestjs/core'
import { DataSource } from 'typeorm'
import { AccessGuard, CaseGate, Confidentiality, ThisService } from '@case-timeline/access'
import { EventStore } from '@case-timeline/event-store'
import {
  CommandHandler,
  EtagInterceptor,
  PageLinkInterceptor,
  DerivedKeys,
  ImportedCases,
  malformed,
  ProblemFilter,
  EncryptedMemberReader,
} from '@case-timeline/http'
import { Outbound, SignedCommands } from '@case-timeline/agency-api'
import { Handovers } from '@case-timeline/reactions'
import { LawsInForce } from './law.ts'
import { CommandPatienceInterceptor } from './command-patience.interceptor.ts'
import { sharedControllers } from './controllers.ts'
import { Readiness } from './health.controller.ts'
import { MediaTypeInterceptor } from './media-type.interceptor.ts'
import { Metrics } from './metrics.ts'
import { MinPositionInterceptor } from './min-position.interceptor.ts'
import { Operations } from './operations.ts'
import { QueryDurationInterceptor } from './query-duration.interceptor.ts'
import { Views } from './views.ts'
import { ViewsOnLogInterceptor } from './views-on-log.interceptor.ts'
import { ViewsOnLog } from './views-on-log.ts'

/** The components of a running service; each member is injected by its class. */
export interface Parts {
  readonly self: ThisService
  readonly store: EventStore
  readonly db: DataSource
  readonly commands: CommandHandler
  readonly views: Views
  readonly viewsOnLog: ViewsOnLog
  readonly cases: CaseGate
  readonly importedCases: ImportedCases
  readonly derivedKeys: DerivedKeys
  readonly confidentiality: Confidentiality
  readonly readiness: Readiness
  readonly operations: Operations
  readonly metrics: Metrics
  readonly laws: LawsInForce
  readonly outbound: Outbound
  readonly signedCommands: SignedCommands
  readonly handovers: Handovers
  /** Only for a service that encrypts members. */
  readonly encryptedMembers?: EncryptedMemberReader | undefined
}

/** Combines the shared components with the controllers of one service, and with the handlers that fill its views. */
@Module({})
export class ServiceModule {
  static forService(serviceModule: Type, viewHandlers: readonly Type[], parts: Parts): DynamicModule {
    const values = [
      { provide: EventStore, useValue: parts.store },
      { provide: DataSource, useValue: parts.db },
      { provide: CommandHandler, useValue: parts.commands },
      { provide: Views, useValue: parts.views },
      { provide: ViewsOnLog, useValue: parts.viewsOnLog },
      { provide: CaseGate, useValue: parts.cases },
      { provide: ImportedCases, useValue: parts.importedCases },
      { provide: DerivedKeys, useValue: parts.derivedKeys },
      { provide: Confidentiality, useValue: parts.confidentiality },
      { provide: ThisService, useValue: parts.self },
      { provide: Readiness, useValue: parts.readiness },
      { provide: Operations, useValue: parts.operations },
      { provide: Metrics, useValue: parts.metrics },
      { provide: LawsInForce, useValue: parts.laws },
      { provide: Outbound, useValue: parts.outbound },
      { provide: SignedCommands, useValue: parts.signedCommands },
      { provide: Handovers, useValue: parts.handovers },
      ...(parts.encryptedMembers ? [{ provide: EncryptedMemberReader, useValue: parts.encryptedMembers }] : []),
    ]
    return {
      module: ServiceModule,
      global: true,
      imports: [DiscoveryModule, serviceModule],
      controllers: [...sharedControllers(parts.encryptedMembers !== undefined), ...viewHandlers],
      providers: [
        ...values,
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useValue: new StandardSchemaValidationPipe({ exceptionFactory: (issues) => malformed(issues) }) },
        // First, so that what the others wait for or refuse is measured, too.
        { provide: APP_INTERCEPTOR, useClass: QueryDurationInterceptor },
        { provide: APP_INTERCEPTOR, useClass: CommandPatienceInterceptor },
        // Before anything is waited for or recorded.
        { provide: APP_INTERCEPTOR, useClass: MediaTypeInterceptor },
        { provide: APP_INTERCEPTOR, useClass: EtagInterceptor },
        { provide: APP_INTERCEPTOR, useClass: PageLinkInterceptor },
        { provide: APP_INTERCEPTOR, useClass: ViewsOnLogInterceptor },
        { provide: APP_INTERCEPTOR, useClass: MinPositionInterceptor },
      ],
      exports: values.map(({ provide }) => provide),
    }
  }
}
