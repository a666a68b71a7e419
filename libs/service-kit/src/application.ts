import type { Type } from '@nestjs/common'
import { DiscoveryService, NestFactory } from '@nestjs/core'
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify'
import { refuseUndeclaredRoutes } from '@case-timeline/access'
import { COMMAND_TYPES, type ServiceName } from '@case-timeline/contracts'
import { describeApi } from '@case-timeline/http'
import { type Log, nestLog } from './log.ts'
import { type Parts, ServiceModule } from './service.module.ts'

/** The service's HTTP application, not listening yet. */
export const appOf = async (
  { name, title, module }: { readonly name: ServiceName; readonly title: string; readonly module: Type },
  adapter: FastifyAdapter,
  log: Log,
  viewHandlers: readonly Type[],
  parts: Parts,
): Promise<NestFastifyApplication> => {
  const app = await NestFactory.create<NestFastifyApplication>(ServiceModule.forService(module, viewHandlers, parts), adapter, {
    logger: nestLog(log),
    // Without Nest's parsers, Fastify accepts only JSON.
    bodyParser: false,
    // An error of the start is thrown to the caller instead of ending the process.
    abortOnError: false,
    routeConflictPolicy: { duplicate: 'error' },
  })
  const discovered = app.get(DiscoveryService).getControllers()
  const controllers = discovered.flatMap(({ metatype }) => (metatype ? [metatype as Type] : []))
  refuseUndeclaredRoutes(controllers)
  describeApi(
    app,
    title,
    [...COMMAND_TYPES.values()].filter(({ service }) => service === name),
    controllers,
  )
  return app
}
