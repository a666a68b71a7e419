import 'reflect-metadata'
import { Controller, Get, Module, Post } from '@nestjs/common'
import { APP_FILTER, APP_INTERCEPTOR, NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { Public, Roles } from '@case-timeline/access'
import { ProblemFilter } from '@case-timeline/http'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { CommandPatienceInterceptor } from './command-patience.interceptor.ts'

const recorded: string[] = []
const waiting: (() => void)[] = []
/** Work that lasts until it is let go on. */
const work = async (what: string) => {
  await new Promise<void>((resolve) => waiting.push(resolve))
  recorded.push(what)
  return { what }
}

@Controller()
class Cases {
  @Get('cases')
  @Roles('investigator')
  list() {
    return work('list')
  }

  @Post('open-case')
  @Roles('investigator')
  openCase() {
    return work('case')
  }

  @Post('open-case/bulk')
  @Roles('investigator')
  openCases() {
    return work('rows')
  }

  @Post('signed-commands')
  @Public()
  signed() {
    return work('signed')
  }

  @Post('rebuild')
  @Roles('operator')
  rebuild() {
    return work('view')
  }
}

@Module({
  controllers: [Cases],
  providers: [
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_INTERCEPTOR, useClass: CommandPatienceInterceptor },
  ],
})
class Service {}

let app: NestFastifyApplication
beforeAll(async () => {
  app = await NestFactory.create<NestFastifyApplication>(Service, new FastifyAdapter(), { logger: false })
  await app.init()
})
afterAll(() => app.close())
const turn = () => new Promise(setImmediate)
const sent = async (method: 'GET' | 'POST', url: string) => {
  const answer = app.inject({ method, url }).then((one) => one)
  while (waiting.length === 0) await turn()
  return { answer }
}
const letGoOn = async () => {
  for (const proceed of waiting) proceed()
  await turn()
}

describe('a command that is not finished after 20 seconds', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] })
    recorded.length = waiting.length = 0
  })
  afterEach(() => void jest.useRealTimers())

  it.each([
    ['/open-case', 'case'],
    ['/signed-commands', 'signed'],
  ] as const)('at %s is answered with 503, when to send it again, and that it may be recorded yet; it goes on', async (url, what) => {
    const { answer } = await sent('POST', url)
    jest.advanceTimersByTime(20_000)
    const { statusCode, headers, body } = await answer
    expect([statusCode, headers['retry-after'], JSON.parse(body)]).toEqual([
      503,
      '5',
      expect.objectContaining({ type: '/problems/unavailable', detail: expect.stringContaining('may be recorded yet') }),
    ])
    await letGoOn()
    expect(recorded).toEqual([what])
  })

  it('is answered so after 60 seconds if it is rows in bulk', async () => {
    const { answer } = await sent('POST', '/open-case/bulk')
    jest.advanceTimersByTime(59_000)
    expect(await Promise.race([answer, turn().then(() => 'no answer')])).toBe('no answer')
    jest.advanceTimersByTime(1_000)
    expect((await answer).statusCode).toBe(503)
    await letGoOn()
    expect(recorded).toEqual(['rows'])
  })

  it('is answered as usual when it is finished before', async () => {
    const { answer } = await sent('POST', '/open-case')
    jest.advanceTimersByTime(19_000)
    await letGoOn()
    expect((await answer).statusCode).toBe(201)
  })

  it.each([
    ['GET', '/cases', 200],
    ['POST', '/rebuild', 201],
  ] as const)('is no question and no work of an operator: %s %s is answered when it is done', async (method, url, status) => {
    const { answer } = await sent(method, url)
    jest.advanceTimersByTime(60_000)
    await letGoOn()
    expect((await answer).statusCode).toBe(status)
  })
})
