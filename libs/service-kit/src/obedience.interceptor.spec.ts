import { type CallHandler, Controller, type ExecutionContext, Get } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import { describe, expect, it } from '@jest/globals'
import { obeying, Reveals } from '@case-timeline/access'
import { lastValueFrom, of } from 'rxjs'
import { ObedienceInterceptor } from './obedience.interceptor.ts'

@Controller()
class Answers {
  @Get() @Reveals('case-facts') facts() {}
  @Get() @Reveals('referrals') referrals() {}
  @Get() @Reveals('hashes') hashes() {}
}

const answered = (handler: keyof Answers, answer: unknown): Promise<unknown> => {
  const context = { getHandler: () => Answers.prototype[handler], getClass: () => Answers } as unknown as ExecutionContext
  const next: CallHandler = { handle: () => of(answer) }
  return lastValueFrom(new ObedienceInterceptor(new Reflector()).intercept(context, next))
}

describe('an answer of a service', () => {
  it.each(['facts', 'referrals'] as const)('that shows %s is held back unless it goes by the orders of the court', async (handler) => {
    await expect(answered(handler, { rows: [] })).rejects.toThrow(`Answers.${handler}`)
    await expect(answered(handler, 'text')).rejects.toThrow('does not go by the orders of the court')
    expect(await answered(handler, obeying({ rows: [] }))).toEqual({ rows: [] })
  })

  it('that shows nothing of what was recorded is given as it is', async () => expect(await answered('hashes', 'abc')).toBe('abc'))
})
