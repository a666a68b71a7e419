import { Controller, Get, Headers } from '@nestjs/common'
import { ApiExcludeController } from '@nestjs/swagger'
import { Public } from '@case-timeline/access'
import { Problem } from '@case-timeline/http'
import { isForwarded } from './forwarded.ts'

/** The readiness of a service. */
export interface ReadinessState {
  /** Whether the service is stopping: its dependencies are not checked any more. */
  readonly isStopping: boolean
  /** The names of required dependencies that cannot be reached. */
  readonly missing: readonly string[]
  /** Why something is late or refused, in sentences with what to do. */
  readonly degradedReasons: readonly string[]
}

/** Checks the dependencies of a service. An abstract class, because Nest injects it by this token. */
export abstract class Readiness {
  abstract state(): Promise<ReadinessState>
}

@ApiExcludeController()
@Controller('health')
@Public()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /**
   * Liveness: the process answers. It depends on no other server, so that a restart is never the answer to their faults;
   * a process that is stuck does not answer within the time limit of the probe.
   */
  @Get('live')
  live() {
    return { status: 'ok' }
  }

  /**
   * Readiness: the databases can be reached, the event feed was reached since the start, and the service was not asked to
   * stop. A feed that is lost later is reported as `degraded`. The reasons, which name servers and files, are for callers
   * of the service itself.
   */
  @Get('ready')
  async ready(@Headers() headers: Readonly<Record<string, unknown>> = {}) {
    const { isStopping, missing, degradedReasons } = await this.readiness.state()
    const shown = isForwarded(headers) ? {} : { degradedReasons }
    if (isStopping)
      throw new Problem('unavailable', 'the service is stopping: send new requests to another replica', {
        members: { reason: 'stopping' },
        retryAfterSeconds: 5,
      })
    if (missing.length > 0)
      throw new Problem('unavailable', `cannot reach: ${missing.join(', ')}`, {
        members: { missing, ...shown },
        retryAfterSeconds: 5,
      })
    return degradedReasons.length === 0 ? { status: 'ok' } : { status: 'degraded', ...shown }
  }

  /** Startup: a service listens only after its migrations have run and its consumers have their checkpoints. */
  @Get('startup')
  startup() {
    return { status: 'ok' }
  }
}
