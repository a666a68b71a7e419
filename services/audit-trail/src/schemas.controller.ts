import { Controller, Get, Header, Headers, Param, Res } from '@nestjs/common'
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger'
import { Public } from '@case-timeline/access'
import { CaseOpened, CONTRACTS } from '@case-timeline/contracts'
import { Answers, Problem } from '@case-timeline/service-kit'
import { z } from 'zod'
import { addressOf, PublishedSchemas } from './published-schemas.ts'

const Type = z.string().regex(/^[A-Za-z-]{1,64}\.[A-Za-z]{1,64}$/)
const Version = z
  .string()
  .regex(/^v[1-9]\d{0,3}$/)
  .transform((text) => Number(text.slice(1)))

const RecordSchema = z
  .looseObject({ $id: z.string(), $schema: z.url(), title: z.string(), type: z.literal('object') })
  .meta({ description: 'JSON Schema, draft 2020-12, with x- keywords for what it has no word for' })

const DAY_SECONDS = 86_400
const YEAR_SECONDS = 31_536_000

/** What of the reply is set here. */
interface Reply {
  code(status: number): unknown
  headers(values: Readonly<Record<string, string>>): unknown
}

/** What the `dataschema` of an event leads to. Nothing of a case. */
@ApiTags('contracts')
@Controller('schemas')
@Public()
export class SchemasController {
  constructor(private readonly schemas: PublishedSchemas) {}

  @Get(':type/:version')
  @Header('content-type', 'application/schema+json; charset=utf-8')
  @ApiProduces('application/schema+json')
  @ApiOperation({ summary: 'The JSON Schema of the record of an event, in a version: every one that was ever released.' })
  @Answers(RecordSchema, RecordSchema.parse(CONTRACTS.get(CaseOpened.type)?.schema))
  schema(
    @Param('type', { schema: Type }) type: string,
    @Param('version', { schema: Version }) version: number,
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ) {
    const found = this.schemas.at(addressOf(type, version))
    if (!found) throw new Problem('not-found', `no version ${version} of ${type} was ever released: see docs/events`)
    const { text, etag, isPast } = found
    // The newest version may still get optional members; a past one is as it will always be.
    const cacheControl = isPast ? `public, max-age=${YEAR_SECONDS}, immutable` : `public, max-age=${DAY_SECONDS}`
    void reply.headers({ etag, 'cache-control': cacheControl })
    if (known !== etag) return text
    void reply.code(304)
    return undefined
  }
}
