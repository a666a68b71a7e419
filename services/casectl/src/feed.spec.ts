import { expect, it } from '@jest/globals'
import { lagTable } from './feed.ts'

it('feed status lists a partition that was not read to its end next to those that lag, and no idle one', () => {
  const partitions = [
    { partition: 0, position: '0', behind: 10_000, behindSeconds: 90, isLowerBound: true },
    { partition: 1, position: '0', behind: 0, isLowerBound: true },
    { partition: 2, position: '10501', behind: 0, behindSeconds: 0, isLowerBound: false },
  ]
  const consumers = [{ consumer: 'view.tally.v1', behind: 10_000, parked: 0, behindSeconds: 90, isLowerBound: true, partitions }]
  expect(
    lagTable([{ service: 'investigation', consumers }], { partitions: false })
      .split('\n')
      .slice(1),
  ).toEqual([
    'investigation  view.tally.v1  all               0  10000 or more  0       90.0',
    '                              0                 0  10000 or more          90.0',
    '                              1                 0  0 or more              unknown',
  ])
})
