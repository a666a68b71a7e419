import { Controller, Get, Header, Param, Res } from '@nestjs/common'
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger'
import { Public } from '@case-timeline/access'
import { CaseOpened, CONTRACTS } from '@case-timeline/contracts'
import { Answers, Problem } from '@case-timeline/http'
import { z } from 'zod'
import { addressOf, PublishedSchemas } from './published-schemas.ts'

const Type = z.string().regex(/^[A-Za-z-]{1,64}\.[A-Za-z]{1,64}$/)
const Version = z
  .string()
  .regex(/^v[1-9]\d{0,3}$/)
  .transform((text) => Number(text.slice(1)))

const RecordSchema = z
  .looseObject({ $id: z.string(), $schema: z.url(), title: z.string(), type: z.literal('object') })
  .meta({ title: 'EventSchema', description: 'JSON Schema, draft 2020-12, with x- keywords for what the standard cannot express' })

const DAY_SECONDS = 86_400
const YEAR_SECONDS = 31_536_000

/** The part of Fastify's reply that is used here. */
interface Reply {
  headers(values: Readonly<Record<string, string>>): unknown
}

/** Serves the target of an event's `dataschema`. Public, because a schema contains no case data. */
@ApiTags('contracts')
@Controller('schemas')
@Public()
export class SchemasController {
  constructor(private readonly schemas: PublishedSchemas) {}

  @Get(':type/:version')
  @Header('content-type', 'application/schema+json; charset=utf-8')
  @ApiProduces('application/schema+json')
  @ApiOperation({ summary: 'The JSON Schema of an event record in one version. Every version that was ever released is available.' })
  @Answers(RecordSchema, RecordSchema.parse(CONTRACTS.get(CaseOpened.type)?.schema))
  schema(
    @Param('type', { schema: Type }) type: string,
    @Param('version', { schema: Version }) version: number,
    @Res({ passthrough: true }) reply: Reply,
  ) {
    const found = this.schemas.at(addressOf(type, version))
    if (!found) throw new Problem('not-found', `version ${version} of ${type} was never released: see docs/events`)
    const { text, isSuperseded } = found
    // The newest version may still get optional members; an older one never changes.
    const cacheControl = isSuperseded ? `public, max-age=${YEAR_SECONDS}, immutable` : `public, max-age=${DAY_SECONDS}`
    void reply.headers({ 'cache-control': cacheControl })
    return text
  }
}
