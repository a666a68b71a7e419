import { Kafka, logLevel } from 'kafkajs'
import { type RunningKafka, startKafka } from '../../../../deploy/kafka/start-kafka.mjs'
import { PARTITIONS } from '../partition.ts'
import { waitUntil } from './wait-until.fixtures.ts'

/** Topics whose only replica is on a broker that was stopped. */
export interface LeaderlessTopics {
  /** Starts that broker again, so that the topics have their leaders. */
  restoreLeaders(): Promise<void>
  /** Stops that broker once more. */
  removeLeaders(): Promise<void>
  /** Call it before the first broker stops. */
  stop(): Promise<void>
}

/**
 * Makes existing topics leaderless: moves them to a second broker of the cluster, and stops that one.
 * @param kafka the first broker, which keeps all other topics
 */
export const leaderlessTopics = async (kafka: RunningKafka, topics: readonly string[]): Promise<LeaderlessTopics> => {
  const admin = new Kafka({ brokers: [...kafka.brokers], logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  let second: RunningKafka | undefined
  try {
    // The broker creates its topic of groups at the first query about a group: it must not be on the second broker.
    await admin.describeGroups(['none'])
    second = await startKafka({ joins: kafka })
    const replicas = [second.nodeId]
    const partitionAssignment = Array.from({ length: PARTITIONS }, (_, partition) => ({ partition, replicas }))
    await admin.alterPartitionReassignments({ topics: topics.map((topic) => ({ topic, partitionAssignment })) })
    await waitUntil('the topics are on the second broker', async () => (await admin.listPartitionReassignments({})).topics.length === 0)
    await second.halt()
    const { restart, halt, stop } = second
    return {
      restoreLeaders: async () => {
        await restart()
        // A broker that has just started does not yet know which partitions it leads.
        for (const topic of topics) await waitUntil(`topic ${topic} has its leaders`, () => canBeRead(kafka, topic))
      },
      removeLeaders: halt,
      stop,
    }
  } catch (error) {
    await second?.stop()
    throw error
  } finally {
    await admin.disconnect()
  }
}

const canBeRead = async ({ brokers }: RunningKafka, topic: string): Promise<boolean> => {
  const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  try {
    await admin.fetchTopicOffsets(topic)
    return true
  } catch {
    return false
  } finally {
    await admin.disconnect()
  }
}
