import { describe, expect, it } from '@jest/globals'
import { Kafka } from 'kafkajs'

describe('the broker of the tests', () => {
  it('answers', async () => {
    const admin = new Kafka({ brokers: [process.env['CASE_TIMELINE_TEST_KAFKA'] ?? ''] }).admin()
    await admin.connect()
    expect((await admin.describeCluster()).brokers.length).toBe(1)
    await admin.disconnect()
  })
})
