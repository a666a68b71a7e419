import { describe, expect, it } from '@jest/globals'
import { viewsOnLog } from './views-on-log.ts'

const WAITING = [{ consumer: 'view.case-file.v7', position: '70' }]

describe('a query of views', () => {
  it('is answered while every view rests on events that the log has, and asks the databases once', async () => {
    let asked = 0
    const views = viewsOnLog({ generation: 0 }, () => Promise.resolve(++asked === 1 ? [] : WAITING))
    await views.require()
    await views.require()
    expect(asked).toBe(1)
  })

  it('is refused from the start while a view shows what is lost, with its name and what to do, until it was realigned', async () => {
    let waiting = WAITING
    const views = viewsOnLog({ generation: 0 }, () => Promise.resolve(waiting))
    for (const _ of ['first', 'second'])
      await expect(views.require()).rejects.toMatchObject({
        kind: 'unavailable',
        message: expect.stringMatching(/view\.case-file\.v7 .*casectl feed realign/),
      })
    waiting = []
    await views.require()
  })

  it('is refused again after the log went back', async () => {
    const store = { generation: 0 }
    const views = viewsOnLog(store, () => Promise.resolve(store.generation === 0 ? [] : WAITING))
    await views.require()
    store.generation = 1
    await expect(views.require()).rejects.toMatchObject({ kind: 'unavailable' })
  })
})
