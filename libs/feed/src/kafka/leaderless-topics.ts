import type { Admin } from 'kafkajs'
import { setTimeout as pause } from 'node:timers/promises'
import { BrokerFailure, faultOf } from './broker-failure.ts'
import { topicStateOf, type TopicState } from './topic-state.ts'

/** How long topics are waited for. */
export interface LeaderPatience {
  /** In milliseconds. */
  readonly patienceMs: number
  /** Receives a sentence for an operator whenever it waits for other topics than before. */
  readonly report: (sentence: string) => void
}

const POLL_MS = 200
/** Topics that were created only now have their leaders within this time: there is nothing to report. */
const UNREPORTED_MS = 5_000

/**
 * Waits until no topic is in one of some states: `leaderless` while brokers start or are away, `missing` for some
 * moments after it was created.
 * @throws BrokerFailure `no-leader`, which names the topics, when the patience ends; the error that prevents the broker
 * from answering
 */
export const waitForLeaders = (
  admin: Admin,
  topics: readonly string[],
  passing: readonly TopicState['state'][],
  patience: LeaderPatience,
): Promise<void> =>
  waitWhileLeaderless(patience, async () => {
    const states = await Promise.all(topics.map(async (topic) => ({ topic, ...(await topicStateOf(admin, topic)) })))
    return states.filter(({ state }) => passing.includes(state)).map(({ topic }) => topic)
  })

/**
 * The number of brokers that run. kafkajs does not answer it while any topic of the cluster has no leader.
 * @throws as `waitForLeaders`
 */
export const brokerCount = async (admin: Admin, patience: LeaderPatience): Promise<number> => {
  let count = 0
  await waitWhileLeaderless(patience, async () => {
    try {
      count = (await admin.describeCluster()).brokers.length
      return []
    } catch (error) {
      if (faultOf(error) !== 'no-leader') throw error
      return ['a topic of another deployment']
    }
  })
  return count
}

const waitWhileLeaderless = async ({ patienceMs, report }: LeaderPatience, leaderless: () => Promise<readonly string[]>): Promise<void> => {
  const since = performance.now()
  const reported = new Set<string>()
  for (;;) {
    const topics = await leaderless()
    if (topics.length === 0) return
    const named = topics.toSorted().join(', ')
    const waitedMs = performance.now() - since
    if (waitedMs > patienceMs)
      throw new BrokerFailure('no-leader', `no broker leads ${named}: start the brokers that have its replicas, and try again`)
    if (waitedMs > UNREPORTED_MS && !topics.every((topic) => reported.has(topic))) {
      report(`no broker leads ${named} yet: waiting until the brokers that have its replicas run`)
      for (const topic of topics) reported.add(topic)
    }
    await pause(POLL_MS)
  }
}
