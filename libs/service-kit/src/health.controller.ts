import { Controller, Get } from '@nestjs/common'
import { ApiExcludeController } from '@nestjs/swagger'
import { Public } from '@case-timeline/access'
import { Problem } from './problem.ts'

/** How a service stands with what it needs. */
export interface Standing {
  /** The names of what it cannot answer without and cannot reach. */
  readonly missing: readonly string[]
  /** What keeps events from coming, in sentences with what to do. */
  readonly hindrances: readonly string[]
}

/** What a service needs in order to answer. An abstract class, because Nest injects it by this token. */
export abstract class Readiness {
  abstract state(): Promise<Standing>
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

  /**
   * It can answer: its databases can be reached, and the feed could since it started. (One that stops answers nothing but 503.)
   * A feed that was lost later is told beside: `degraded`.
   */
  @Get('ready')
  async ready() {
    const { missing, hindrances } = await this.readiness.state()
    if (missing.length > 0)
      throw new Problem('unavailable', `cannot reach: ${missing.join(', ')}`, { members: { missing, hindrances }, retryAfterSeconds: 5 })
    return hindrances.length === 0 ? { status: 'ok' } : { status: 'degraded', hindrances }
  }

  /** It has started: a service listens only when its migrations have run and its consumers have their checkpoints. */
  @Get('startup')
  startup() {
    return { status: 'ok' }
  }
}
