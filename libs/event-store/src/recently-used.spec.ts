import { describe, expect, it } from '@jest/globals'
import { recentlyUsed } from './recently-used.ts'

const memoryOf = (max: number) => recentlyUsed<{ readonly size: number }>(max, ({ size }) => size)

describe('a memory of the values that were used last', () => {
  it('has values of at most the given size together, and those that were used last remain', () => {
    const memory = memoryOf(10)
    memory.set('a', { size: 4 })
    memory.set('b', { size: 4 })
    memory.set('a', { size: 5 })
    memory.set('c', { size: 4 })
    expect(['a', 'b', 'c'].map((key) => memory.get(key)?.size)).toEqual([5, undefined, 4])
  })

  it('has a value that is larger than all of it, and another next to it', () => {
    const memory = memoryOf(9)
    memory.set('a', { size: 100 })
    memory.set('b', { size: 4 })
    expect(['a', 'b'].map((key) => memory.get(key)?.size)).toEqual([100, 4])
    memory.set('c', { size: 4 })
    expect(['a', 'b', 'c'].map((key) => memory.get(key)?.size)).toEqual([undefined, 4, 4])
  })

  it('has one value if it has room for no more', () => {
    const memory = memoryOf(1)
    memory.set('a', { size: 3 })
    memory.set('b', { size: 1 })
    expect([memory.get('a'), memory.get('b')?.size]).toEqual([undefined, 1])
  })
})
