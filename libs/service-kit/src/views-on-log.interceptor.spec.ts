import type { ExecutionContext } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import { describe, expect, it } from '@jest/globals'
import { DECLARED, type Revealed } from '@case-timeline/access'
import { defer, lastValueFrom } from 'rxjs'
import { ViewsOnLogInterceptor } from './views-on-log.interceptor.ts'
import { viewsOnLog } from './views-on-log.ts'

/** A query that is answered while the log goes back. */
const answerOf = async (method: string, revealed: Revealed): Promise<unknown> => {
  const store = { generation: 0 }
  const views = viewsOnLog(store, () => Promise.resolve(store.generation === 0 ? [] : [{ consumer: 'view.case-file.v7', position: '70' }]))
  const handler = () => undefined
  Reflect.defineMetadata(DECLARED.reveals, revealed, handler)
  const context = {
    getHandler: () => handler,
    getClass: () => Object,
    switchToHttp: () => ({ getRequest: () => ({ method }) }),
  } as unknown as ExecutionContext
  const answering = defer(() => {
    store.generation += 1
    return Promise.resolve('a lost fact')
  })
  return lastValueFrom(await new ViewsOnLogInterceptor(new Reflector(), views).intercept(context, { handle: () => answering }))
}

describe('a query that waits or reads while the log goes back', () => {
  it.each(['GET', 'HEAD'])('is not answered from what is lost: %s', (method) =>
    expect(answerOf(method, 'case-facts')).rejects.toMatchObject({ kind: 'unavailable' }),
  )

  it('is answered if it reads events and no views', async () => expect(await answerOf('GET', 'event-records')).toBe('a lost fact'))

  it('is no matter of a command', async () => expect(await answerOf('POST', 'case-facts')).toBe('a lost fact'))
})
