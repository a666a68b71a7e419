import { describe, expect, it } from '@jest/globals'
import type { Consumer as Client, EachBatchPayload } from 'kafkajs'
import { createAssignments } from './assignments.ts'
import { membershipOf } from './membership.ts'
import { TEST_PLACE_KEY } from './place-tag.fixtures.ts'
import type { HashesReader } from './recorded-hashes.ts'

const never = new AbortController().signal

/** A member whose client reports assignments when the specification says so. */
const member = (assignments = createAssignments(), hashesOf: HashesReader = () => Promise.resolve(new Map())) => {
  let join: (partitions: readonly number[]) => void = () => undefined
  const client = {
    events: { GROUP_JOIN: 'consumer.group_join' },
    on: (_: string, listener: (event: object) => void) => {
      join = (partitions) => listener({ payload: { memberAssignment: { topic: partitions } } })
    },
    seek: () => undefined,
  }
  const failures: unknown[] = []
  const options = {
    topic: 'topic',
    placeKey: TEST_PLACE_KEY,
    topicReader: { offsetsOf: () => Promise.resolve(new Map()), close: () => Promise.resolve() },
    hashesOf,
    assignments,
    notify: () => undefined,
    joined: () => undefined,
  }
  const membership = membershipOf(options, client as unknown as Client, (error) => failures.push(error))
  return { membership, failures, joins: (...partitions: readonly number[]) => join(partitions) }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('a member of a group', () => {
  it('begins an assignment with what it was given last', async () => {
    const assignments = createAssignments()
    const { joins } = member(assignments)
    joins(1, 2)
    joins(3)
    await settled()
    expect((await assignments.current(never))?.partitions).toEqual([3])
  })

  it('does not replace the assignment of its successor, when its client goes on after it was given up', async () => {
    const assignments = createAssignments()
    const [former, later, successor] = [member(assignments), member(assignments), member(assignments)]
    former.joins(4)
    former.membership.end()
    later.membership.end()
    successor.joins(1, 2, 3)
    later.joins(5)
    await settled()
    expect((await assignments.current(never))?.partitions).toEqual([1, 2, 3])
  })

  it('leaves to the consumers what it cannot compare with the log, because the store does not answer', async () => {
    const assignments = createAssignments()
    const { joins, membership } = member(assignments, () => Promise.reject(new Error('the store is away')))
    joins(1)
    await settled()
    const inbox = (await assignments.current(never))?.open()
    const batch = { partition: 1, messages: [{ headers: { ce_position: '1' } }], lastOffset: () => '0' }
    await membership.eachBatch({ batch, isStale: () => false } as unknown as EachBatchPayload)
    expect(await inbox?.take(never, 1)).toEqual({ messages: new Map(), hasMissed: true })
  })

  it('fails when it gets a partition that a topic does not have', () => {
    const { joins, failures } = member()
    joins(11, 12)
    expect(failures).toEqual([expect.objectContaining({ fault: 'wrong-partitions' })])
  })
})
