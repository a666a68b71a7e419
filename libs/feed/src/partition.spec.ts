import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { PARTITIONS, partitionOf } from './partition.ts'

describe('the partition of a case', () => {
  // From the unit tests of Kafka's Java client: the hash, mapped to a partition as by its default partitioner.
  it.each([
    ['21', -973_932_308],
    ['foobar', -790_332_482],
    ['a-little-bit-long-string', -985_981_536],
    ['a-little-bit-longer-string', -1_486_304_829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58_897_971],
  ])('for the key %s equals the one that Kafka assigns', (key, hash) => expect(partitionOf(key)).toBe((hash & 0x7fffffff) % PARTITIONS))

  it('is within bounds and deterministic for every key', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (key) => {
        const partition = partitionOf(key)
        expect(partition).toBeGreaterThanOrEqual(0)
        expect(partition).toBeLessThan(PARTITIONS)
        expect(partitionOf(key)).toBe(partition)
      }),
    ))
})
