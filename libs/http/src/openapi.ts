import type { INestApplication, Type } from '@nestjs/common'
import { ApiResponse, DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger'
import { declaredCallers, routeId } from '@case-timeline/access'
import type { CommandType } from '@case-timeline/contracts'
import type { z } from 'zod'
import { withDetails } from './openapi/document.ts'

/**
 * Declares the answer of a query.
 * @param description of the answer of anything else
 * @param status of it
 * @throws ZodError if the schema does not accept the example
 */
export const Answers = <T>(
  schema: z.ZodType<T>,
  example: T,
  description = 'current state, at least up to `min-position`',
  status: 200 | 202 = 200,
): MethodDecorator => ApiResponse({ status, description, standardSchema: schema, example: schema.parse(example) })

/** The OpenAPI document of a service. */
const documentOf = (
  app: INestApplication,
  title: string,
  commands: readonly CommandType[],
  controllers: readonly Type[],
): OpenAPIObject => {
  const outline = new DocumentBuilder()
    .setTitle(title)
    .setDescription(
      'Commands and queries of one service of case-timeline. In answers, members, values of enumerations (`x-extensible-enum`) and types of events may be added without notice: ignore those that you do not know. In what you send, null means absent where a member is optional. A reference to a person (`personRef`, `accusedRef`, `judgeRef` …) is a pseudonym.',
    )
    .setVersion('1.0.0')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/', 'the service that serves this document')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .addSecurityRequirements('bearer')
    .build()
  const info = { ...outline.info, contact: { name: 'The operators of the deployment' } }
  return withDetails(
    SwaggerModule.createDocument(app, { ...outline, info }, { operationIdFactory: routeId }),
    commands,
    declaredCallers(controllers),
  )
}

/**
 * Serves the service's OpenAPI document at `/openapi.json` and its readable form at `/docs`.
 * @param commands of the service
 * @param controllers all controllers of the application
 */
export const describeApi = (app: INestApplication, title: string, commands: readonly CommandType[], controllers: readonly Type[]): void =>
  SwaggerModule.setup('docs', app, () => documentOf(app, title, commands, controllers), { jsonDocumentUrl: 'openapi.json', raw: ['json'] })
