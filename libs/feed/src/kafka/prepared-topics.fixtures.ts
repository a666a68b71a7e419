import type { AgencyId } from '@case-timeline/contracts'
import { randomUUID } from 'node:crypto'
import { Kafka, logLevel } from 'kafkajs'
import { prepareTopics } from './prepare-topics.ts'

/** The topics of a separate deployment, on the broker that all specifications share. */
export interface PreparedTopics {
  /** In the format of EVENT_FEED_URL. */
  readonly url: string
  /** Removes the topics, and the groups that read them; call it after the services have stopped. */
  remove(): Promise<void>
}

/** Creates the topics as an operator does. @param agencies the agencies whose systems may send commands */
export const preparedTopics = async (agencies: readonly AgencyId[]): Promise<PreparedTopics> => {
  const broker = process.env['CASE_TIMELINE_TEST_KAFKA']
  if (broker === undefined) throw new Error('CASE_TIMELINE_TEST_KAFKA names no broker: run these specifications with npm run test:kafka')
  const prefix = `${randomUUID().slice(0, 8)}.`
  const url = `kafka://${broker}/?prefix=${prefix}`
  await prepareTopics(url, { agencies })
  return { url, remove: () => removeTopics(broker, prefix) }
}

const removeTopics = async (broker: string, prefix: string): Promise<void> => {
  const admin = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  try {
    const { groups } = await admin.listGroups()
    const ownGroups = groups.map(({ groupId }) => groupId).filter((group) => group.startsWith(prefix))
    // This fails for a group whose member was stopped during a rebalance: the broker removes both some seconds later.
    await admin.deleteGroups(ownGroups).catch(() => undefined)
    await admin.deleteTopics({ topics: (await admin.listTopics()).filter((topic) => topic.startsWith(prefix)) })
  } finally {
    await admin.disconnect()
  }
}
