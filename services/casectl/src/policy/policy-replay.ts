import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type LoadedPolicy, type NotJudged, rejudged, type Rejudgement } from '@case-timeline/commands'
import { CommandRefused, JurisdictionPolicy, SERVICES, type ServiceName } from '@case-timeline/contracts'
import type { EventStore, StoredEvent } from '@case-timeline/event-store'
import { openEventStore } from '@case-timeline/event-store/drivers'
import { checkLaw, ConfigurationError, loadLaws } from '@case-timeline/service-kit'
import type { Environment } from '../client.ts'
import { DESCRIPTIONS } from '../descriptions.ts'
import { EXIT, Failure } from '../failure.ts'
import { AGGREGATES, readStores } from '../import/destination.ts'
import { type Screen, show } from '../screen.ts'
import { type Replayed, replayTally, type ReplayTally } from './replay-tally.ts'

export interface ReplayOptions {
  readonly policy: string
  /** The file of the stores. */
  readonly stores: string
}

const invalid = (file: string, problem: string): Failure =>
  new Failure(`The policy ${file} is invalid: ${problem}.`, ['see docs/how-to/set-the-policy.md'], EXIT.usage)

const parsed = (file: string, content: Buffer): unknown => {
  try {
    return JSON.parse(content.toString()) as unknown
  } catch {
    throw invalid(file, 'the file is not JSON')
  }
}

const policyIn = async (file: string): Promise<LoadedPolicy> => {
  const content = await readFile(file).catch(() => {
    throw new Failure(`The policy ${file} cannot be read.`, ['give its place with --policy FILE'], EXIT.usage)
  })
  const { data, error } = JurisdictionPolicy.safeParse(parsed(file, content))
  if (!data) throw invalid(file, error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '))
  const law = { policy: data, hash: createHash('sha256').update(content).digest('hex') }
  try {
    for (const { name, rules } of DESCRIPTIONS) checkLaw(law, name, rules)
  } catch (failure) {
    if (failure instanceof ConfigurationError) throw invalid(file, failure.message)
    throw failure
  }
  return law
}

const PAGE = 1_000

/** The ids of all cases of which a service sees something. */
const caseIdsIn = async (store: EventStore): Promise<ReadonlySet<string>> => {
  const caseIds = new Set<string>()
  for (let after = '0'; ;) {
    const { events, position, isEnd } = await store.scanAll({ after, limit: PAGE })
    for (const { caseId } of events) if (caseId !== undefined) caseIds.add(caseId)
    if (isEnd) return caseIds
    after = position
  }
}

/** The events of a case that one command recorded in a stream, by command. */
const commandsOf = (service: ServiceName, history: readonly StoredEvent[]): readonly (readonly StoredEvent[])[] => {
  const commands = new Map<string, StoredEvent[]>()
  for (const event of history) {
    if (!event.stream.startsWith(`${service}.`)) continue
    const key = `${event.stream} ${event.commandId}`
    commands.set(key, [...(commands.get(key) ?? []), event])
  }
  return [...commands.values()]
}

const aggregateOf = ({ stream, type }: StoredEvent) =>
  AGGREGATES.find(({ service, name, types }) => stream.startsWith(`${service}.${name}-`) && types.has(type) && type !== CommandRefused.type)

interface Replay {
  readonly law: LoadedPolicy
  readonly isOfPolicy: (jurisdiction: string) => boolean
  readonly policyOfHash: (hash: string) => LoadedPolicy | undefined
}

const replayCommand = async (
  { law, policyOfHash }: Replay,
  store: EventStore,
  history: readonly StoredEvent[],
  recorded: readonly StoredEvent[],
): Promise<Rejudgement | NotJudged | 'policyUnknown' | 'isRefusal' | undefined> => {
  const [first] = recorded
  if (!first) return undefined
  if (first.type === CommandRefused.type) return 'isRefusal'
  const aggregate = aggregateOf(first)
  // Approvals and missed deadlines are no commands that a policy decides.
  if (!aggregate || (!aggregate.events.some(({ type }) => type === first.type) && !first.type.startsWith('case.Event'))) return undefined
  const hash = first.envelope.basis?.policyHash
  const policyThen = hash === undefined ? undefined : policyOfHash(hash)
  if (hash !== undefined && policyThen === undefined) return 'policyUnknown'
  const readStream = (stream: string) => store.readStream(stream)
  return rejudged({ aggregate, recorded, history, readStream, policyThen, policy: law })
}

const replayService = async (replay: Replay, service: ServiceName, store: EventStore, tally: ReplayTally): Promise<void> => {
  for (const caseId of await caseIdsIn(store)) {
    const history = await store.readCase(caseId)
    for (const recorded of commandsOf(service, history)) {
      if (!replay.isOfPolicy(recorded[0]?.envelope.jurisdiction ?? '')) continue
      tally.add(caseId, await replayCommand(replay, store, history, recorded))
    }
  }
}

const replayText = ({ jurisdiction, leavesOut, judged, notJudged, rules }: Replayed): string => {
  const reasons = Object.entries(notJudged).map(([reason, count]) => `  ${reason}: ${count}`)
  const changes = rules.flatMap(({ ruleId, appears, vanishes, refuses, waits }) =>
    Object.entries({ appears, vanishes, refuses, waits }).flatMap(([what, count]) =>
      count ? [`  ${what} ${count.commands} (${count.cases.length} ${count.cases.length === 1 ? 'case' : 'cases'})  ${ruleId}`] : [],
    ),
  )
  return [
    `Not part of a replay: ${leavesOut.join(', ')}.`,
    `${judged} commands under the law of ${jurisdiction} were judged again; nothing was recorded.`,
    ...(reasons.length > 0 ? ['', 'Not judged, so nothing is known of them:', ...reasons] : []),
    '',
    ...(changes.length > 0 ? ['What the policy changes:', ...changes] : ['The policy changes nothing in them.']),
  ].join('\n')
}

/**
 * Judges all commands of the log again, under another policy, and records nothing.
 * @throws Failure for a policy or a file of stores that cannot be read, or is invalid
 */
export const policyReplay = async (screen: Screen, env: Environment, options: ReplayOptions): Promise<void> => {
  const law = await policyIn(options.policy)
  const { stores } = await readStores(options.stores)
  const laws = await loadLaws([], env['POLICY_DIR'])
  const { jurisdiction } = law.policy
  const byHash = new Map([...laws.policies.values()].map((one) => [one.hash, one]))
  const replay: Replay = {
    law,
    isOfPolicy: (of) => of === jurisdiction || (jurisdiction === 'default' && !laws.policies.has(of)),
    policyOfHash: (hash) => byHash.get(hash),
  }
  const tally = replayTally(jurisdiction, law.hash)
  for (const service of SERVICES) {
    const store = openEventStore(stores[service], service)
    try {
      await replayService(replay, service, store, tally)
    } finally {
      await store.close()
    }
  }
  show(screen, tally.result(), replayText)
}
