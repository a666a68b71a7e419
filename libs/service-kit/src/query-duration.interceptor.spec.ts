import 'reflect-metadata'
import { Controller, Get, Module, Param, Post } from '@nestjs/common'
import { APP_FILTER, APP_INTERCEPTOR, NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { Public, Reveals } from '@case-timeline/access'
import { Problem, ProblemFilter } from '@case-timeline/http'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Metrics, metrics } from './metrics.ts'
import { QueryDurationInterceptor } from './query-duration.interceptor.ts'

@Controller()
@Reveals('case-ids')
class Cases {
  @Get('cases/:caseId')
  caseFile(@Param('caseId') caseId: string) {
    if (caseId === 'unknown') throw new Problem('case-not-found', 'no access')
    if (caseId === 'away') throw new Problem('unavailable', 'the views’ database cannot be reached')
    return { caseId }
  }

  @Post('cases/:caseId')
  command() {
    return {}
  }
}

@Controller('health')
@Public()
class Health {
  @Get()
  ready() {
    return {}
  }
}

const serviceMetrics = metrics()

@Module({
  controllers: [Cases, Health],
  providers: [
    { provide: Metrics, useValue: serviceMetrics },
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_INTERCEPTOR, useClass: QueryDurationInterceptor },
  ],
})
class Service {}

let app: NestFastifyApplication
beforeAll(async () => {
  app = await NestFactory.create<NestFastifyApplication>(Service, new FastifyAdapter(), { logger: false })
  await app.init()
})
afterAll(() => app.close())

const counts = async (): Promise<readonly string[]> =>
  [...(await serviceMetrics.text()).matchAll(/^case_timeline_query_duration_seconds_count(.*)$/gm)].map(([, line = '']) => line)

describe('the duration of queries', () => {
  it('is counted by the template of the route and by whether the query was answered, refused or failed', async () => {
    for (const id of ['one', 'two', 'unknown', 'away']) await app.inject({ method: 'GET', url: `/cases/${id}` })
    expect(await counts()).toEqual([
      '{http_route="/cases/:caseId",outcome="answered"} 2',
      '{http_route="/cases/:caseId",outcome="refused"} 1',
      '{http_route="/cases/:caseId",outcome="failed"} 1',
    ])
  })

  it('is of queries only: not of commands, of public routes or of addresses that do not exist', async () => {
    const before = await counts()
    await app.inject({ method: 'POST', url: '/cases/one' })
    for (const url of ['/health', '/no-such-address', '/cases/one/two']) await app.inject({ method: 'GET', url })
    expect(await counts()).toEqual(before)
  })
})
