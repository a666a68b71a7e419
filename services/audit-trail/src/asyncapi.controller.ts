import { readFileSync } from 'node:fs'
import { Controller, Get, Header } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Public } from '@case-timeline/access'
import { asyncApi } from '@case-timeline/contracts'
import { Answers } from '@case-timeline/http'
import { z } from 'zod'

const release = (): string => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  return version
}

const Part = z.record(z.string(), z.unknown())
const AsyncApiDocument = z.looseObject({
  asyncapi: z.literal('3.0.0'),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  servers: Part,
  channels: Part,
  operations: Part,
  components: z.looseObject({ messages: Part, schemas: Part }),
})
/** Outline only: the real document is long. */
const OUTLINE: z.infer<typeof AsyncApiDocument> = {
  asyncapi: '3.0.0',
  info: { title: 'case-timeline', version: release() },
  servers: {},
  channels: {},
  operations: {},
  components: { messages: {}, schemas: {} },
}

/** The AsyncAPI document for integrators. Public, because it contains no case data. */
@ApiTags('contracts')
@Controller('asyncapi.json')
@Public()
export class AsyncApiController {
  private readonly document = JSON.stringify(asyncApi(release()))

  @Get()
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('cache-control', 'public, max-age=3600')
  @ApiOperation({ summary: 'The AsyncAPI document of this release: topics, messages, their schemas and examples.' })
  @Answers(AsyncApiDocument, OUTLINE)
  asyncApi() {
    return this.document
  }
}
