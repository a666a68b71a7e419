import {
  aclCommands,
  aclEntries,
  examineTopics,
  FeedUrlError,
  grantsOf,
  parseFeedUrl,
  prepareTopics,
  type TopicFinding,
} from '@case-timeline/feed'
import type { Environment } from './client.ts'
import { EXIT, Failure } from './failure.ts'
import { print, type Screen, show } from './screen.ts'

export interface PrepareOptions {
  readonly agency: readonly string[]
  readonly replication?: number
  readonly minInsync?: number
  readonly retentionDays?: number
}

const SET = 'set it to kafka://host:port/, with the login of an operator where Kafka asks for one'

const feedUrlOf = (env: Environment): string => {
  const url = env['EVENT_FEED_URL']
  if (url?.startsWith('kafka:')) return url
  throw new Failure(`EVENT_FEED_URL ${url === undefined ? 'is not set' : 'names no Kafka'}: there are no topics.`, [SET], EXIT.usage)
}

/** The broker's and the URL's own words, as a failure of the command. */
const told = (failure: unknown): never => {
  if (failure instanceof FeedUrlError) throw new Failure(failure.message, [SET], EXIT.usage)
  throw new Failure(failure instanceof Error ? failure.message : String(failure))
}

const DAY_MS = 86_400_000

/** Creates the topics that are missing, and says what speaks against those that are there. */
export const prepare = async (screen: Screen, env: Environment, options: PrepareOptions): Promise<void> => {
  const { agency: agencies, replication, minInsync, retentionDays } = options
  const retentionMs = retentionDays === undefined ? undefined : retentionDays * DAY_MS
  const made = await prepareTopics(feedUrlOf(env), { agencies, replication, minInsync, retentionMs }).catch(told)
  show(screen, made, ({ created, present, findings }) =>
    [
      ...created.map((topic) => `created  ${topic}`),
      ...present.map((topic) => `present  ${topic}`),
      ...findings.map(({ sentence }) => `note     ${sentence}`),
    ].join('\n'),
  )
}

/** Prints the commands that give each login what it needs, or, as JSON, the entries of Kafka's own administration. */
export const accessRights = (screen: Screen, env: Environment, deployment: string, agencies: readonly string[]): void => {
  try {
    const grants = grantsOf({ prefix: parseFeedUrl(feedUrlOf(env)).prefix, deployment, agencies })
    if (screen.json) print(screen, JSON.stringify(aclEntries(grants)))
    else for (const command of aclCommands(grants)) print(screen, command)
  } catch (failure) {
    if (failure instanceof Failure) throw failure
    told(failure)
  }
}

/** What `doctor` is told of the topics; nothing: the feed is none with topics. */
export const topicFindings = async (env: Environment): Promise<readonly TopicFinding[] | undefined> => {
  const url = env['EVENT_FEED_URL']
  if (!url?.startsWith('kafka:')) return undefined
  try {
    return await examineTopics(url)
  } catch (failure) {
    return [{ problem: 'other', level: 'stops', sentence: failure instanceof Error ? failure.message : String(failure) }]
  }
}
