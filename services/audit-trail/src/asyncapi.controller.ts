import { readFileSync } from 'node:fs'
import { Controller, Get, Header } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { Public } from '@case-timeline/access'
import { asyncApi } from '@case-timeline/contracts'

const release = (): string => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  return version
}

/** What integrators need to know of the topics. Nothing of a case. */
@ApiTags('contracts')
@Controller('asyncapi.json')
@Public()
export class AsyncApiController {
  private readonly document = JSON.stringify(asyncApi(release()))

  @Get()
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('cache-control', 'public, max-age=3600')
  @ApiOperation({ summary: 'The AsyncAPI document of this release: topics, messages, their schemas and examples.' })
  asyncApi() {
    return this.document
  }
}
