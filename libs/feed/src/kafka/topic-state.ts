import type { Admin } from 'kafkajs'
import { faultOf } from './broker-failure.ts'

/** The state of a topic, as far as this login may see it. */
export type TopicState =
  | { readonly state: 'present'; readonly partitions: number }
  /** A partition has no leader: the broker then does not answer how many there are. */
  | { readonly state: 'leaderless' }
  | { readonly state: 'missing' }
  | { readonly state: 'hidden' }

/** Queries the state of a topic. @throws the error that prevents the broker from answering */
export const topicStateOf = async (admin: Admin, topic: string): Promise<TopicState> => {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
    const partitions = topics[0]?.partitions ?? []
    if (partitions.some(({ leader }) => leader < 0)) return { state: 'leaderless' }
    return { state: 'present', partitions: partitions.length }
  } catch (error) {
    const fault = faultOf(error)
    if (fault === 'no-leader') return { state: 'leaderless' }
    if (fault === 'no-such-topic') return { state: 'missing' }
    if (fault === 'not-authorised') return { state: 'hidden' }
    throw error
  }
}
