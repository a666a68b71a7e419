import type { AgencyId } from '@case-timeline/contracts'
import { randomUUID } from 'node:crypto'
import { Kafka, logLevel } from 'kafkajs'
import { prepareTopics } from './prepare-topics.ts'

/** The topics of a deployment of its own, on the broker that all specifications share. */
export interface PreparedTopics {
  /** As EVENT_FEED_URL. */
  readonly url: string
  /** Removes them, and the groups that read them; after the services have stopped. */
  remove(): Promise<void>
}

/** Has them made by the step that an operator takes. @param agencies those whose systems may send commands */
export const preparedTopics = async (agencies: readonly AgencyId[]): Promise<PreparedTopics> => {
  const broker = process.env['CASE_TIMELINE_TEST_KAFKA']
  if (broker === undefined) throw new Error('CASE_TIMELINE_TEST_KAFKA names no broker: run these specifications by npm run test:kafka')
  const prefix = `${randomUUID().slice(0, 8)}.`
  const url = `kafka://${broker}/?prefix=${prefix}`
  await prepareTopics(url, { agencies })
  return { url, remove: () => removed(broker, prefix) }
}

const removed = async (broker: string, prefix: string): Promise<void> => {
  const admin = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  try {
    const { groups } = await admin.listGroups()
    const own = groups.map(({ groupId }) => groupId).filter((group) => group.startsWith(prefix))
    // A member that was stopped while its group was being divided is forgotten by the broker some seconds later, and the group with it.
    await admin.deleteGroups(own).catch(() => undefined)
    await admin.deleteTopics({ topics: (await admin.listTopics()).filter((topic) => topic.startsWith(prefix)) })
  } finally {
    await admin.disconnect()
  }
}
