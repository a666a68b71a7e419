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

export interface TopicsOptions {
  readonly agency: readonly string[]
  readonly replication?: number
  readonly minInsync?: number
  readonly retentionDays?: number
}

const SET_URL_REMEDY = 'set it to kafka://host:port/, with the login of an operator where Kafka requires one'

const feedUrlOf = (env: Environment): string => {
  const url = env['EVENT_FEED_URL']
  if (url?.startsWith('kafka:')) return url
  throw new Failure(
    `EVENT_FEED_URL ${url === undefined ? 'is not set' : 'is not a Kafka address'}: topics exist only with Kafka.`,
    [SET_URL_REMEDY],
    EXIT.usage,
  )
}

/** Throws an error of the broker or of the URL check as a `Failure` with the same message. */
const rethrowAsFailure = (failure: unknown): never => {
  if (failure instanceof FeedUrlError) throw new Failure(failure.message, [SET_URL_REMEDY], EXIT.usage)
  throw new Failure(failure instanceof Error ? failure.message : String(failure))
}

const DAY_MS = 86_400_000

/** Creates the missing topics, and prints findings about the settings of the existing ones. */
export const createTopics = async (screen: Screen, env: Environment, options: TopicsOptions): Promise<void> => {
  const { agency: agencies, replication, minInsync, retentionDays } = options
  const retentionMs = retentionDays === undefined ? undefined : retentionDays * DAY_MS
  const report = (sentence: string) => print({ ...screen, out: process.stderr }, sentence)
  const prepared = await prepareTopics(feedUrlOf(env), { agencies, replication, minInsync, retentionMs, report }).catch(rethrowAsFailure)
  show(screen, prepared, ({ created, present, findings }) =>
    [
      ...created.map((topic) => `created  ${topic}`),
      ...present.map((topic) => `present  ${topic}`),
      ...findings.map(({ sentence }) => `note     ${sentence}`),
    ].join('\n'),
  )
}

/** Prints the shell commands that grant each login its access rights, or, as JSON, the ACL entries of Kafka. */
export const accessRights = (screen: Screen, env: Environment, deployment: string, agencies: readonly string[]): void => {
  try {
    const grants = grantsOf({ prefix: parseFeedUrl(feedUrlOf(env)).prefix, deployment, agencies })
    if (screen.json) print(screen, JSON.stringify(aclEntries(grants)))
    else for (const command of aclCommands(grants)) print(screen, command)
  } catch (failure) {
    if (failure instanceof Failure) throw failure
    rethrowAsFailure(failure)
  }
}

/** Findings for `doctor`. @param url of a Kafka */
export const topicFindings = async (url: string): Promise<readonly TopicFinding[]> => {
  try {
    return await examineTopics(url)
  } catch (failure) {
    return [{ problem: 'other', level: 'stops', sentence: failure instanceof Error ? failure.message : String(failure) }]
  }
}
