import { Controller, Get } from '@nestjs/common'
import { ApiExcludeController } from '@nestjs/swagger'
import { Public } from '@case-timeline/access'
import { Problem } from './problem.ts'

/** What a service needs in order to answer. An abstract class, because Nest injects it by this token. */
export abstract class Readiness {
  /** @returns the names of what cannot be reached now */
  abstract missing(): Promise<readonly string[]>
}

@ApiExcludeController()
@Controller('health')
@Public()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** The process runs. */
  @Get('live')
  live() {
    return { status: 'ok' }
  }

  /** It can answer: its databases can be reached. (One that stops answers nothing but 503.) */
  @Get('ready')
  async ready() {
    const missing = await this.readiness.missing()
    if (missing.length > 0)
      throw new Problem('unavailable', `cannot reach: ${missing.join(', ')}`, { members: { missing }, retryAfterSeconds: 5 })
    return { status: 'ok' }
  }

  /** It has started: a service listens only when its migrations have run and its consumers have their checkpoints. */
  @Get('startup')
  startup() {
    return { status: 'ok' }
  }
}
