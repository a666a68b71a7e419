import { expect, it } from '@jest/globals'
import { eachApart } from './each-apart.ts'

it('does the work on each item, also behind one that fails, and then fails with the first failure', async () => {
  const done: number[] = []
  const work = (item: number) => (item % 2 === 0 ? Promise.reject(new Error(`failed ${item}`)) : Promise.resolve(done.push(item)))
  await expect(eachApart([1, 2, 3, 4, 5], new AbortController().signal, work)).rejects.toThrow('failed 2')
  expect(done).toEqual([1, 3, 5])
})

it('begins none after it is stopped', async () => {
  const stop = new AbortController()
  const done: number[] = []
  await eachApart([1, 2], stop.signal, (item) => {
    done.push(item)
    stop.abort()
    return Promise.resolve()
  })
  expect(done).toEqual([1])
})
