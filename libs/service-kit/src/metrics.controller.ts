import { Controller, Get, Header, Headers } from '@nestjs/common'
import { ApiExcludeController, ApiProduces } from '@nestjs/swagger'
import { Public } from '@case-timeline/access'
import { Problem } from '@case-timeline/http'
import { isForwarded } from './forwarded.ts'
import { Metrics } from './metrics.ts'

@ApiExcludeController()
@Controller('metrics')
@Public()
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  /** Not for the outside: who reads it every second sees when a threat is recorded, or an operation planned. */
  @Get()
  @ApiProduces('text/plain')
  @Header('content-type', 'text/plain; version=0.0.4')
  text(@Headers() headers: Readonly<Record<string, unknown>>) {
    if (isForwarded(headers)) throw new Problem('not-found', 'metrics are read from the service itself, not through a proxy')
    return this.metrics.text()
  }
}
