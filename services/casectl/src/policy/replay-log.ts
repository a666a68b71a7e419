import { approvalsStream, linkedCasesBefore, type LoadedPolicy, rejudged } from '@case-timeline/commands'
import { CommandRefused, DeadlineMissed, SERVICES, type ServiceName } from '@case-timeline/contracts'
import { eventIdsLike, type EventStore, type StoredEvent } from '@case-timeline/event-store'
import { AGGREGATES } from '../import/destination.ts'
import { casesOf, passedCases } from './cases-of-log.ts'
import type { ReplayResult, ReplayTally } from './replay-tally.ts'

/** A log that is judged again. */
export interface Replay {
  /** The policy by which. */
  readonly law: LoadedPolicy
  readonly isOfPolicy: (jurisdiction: string) => boolean
  readonly policyOfHash: (hash: string) => LoadedPolicy | undefined
  readonly stores: Readonly<Record<ServiceName, EventStore>>
}

/** The log as a service sees it. */
interface ServiceLog {
  readonly service: ServiceName
  readonly store: EventStore
  readonly linkedCases: ReturnType<typeof linkedCasesBefore>
}

/** The events of a case that one command recorded in a stream, by command. */
const commandsOf = (service: ServiceName, history: readonly StoredEvent[]): readonly (readonly StoredEvent[])[] => {
  const commands = new Map<string, StoredEvent[]>()
  for (const event of history) {
    if (!event.stream.startsWith(`${service}.`)) continue
    const key = `${event.stream} ${event.commandId}`
    const known = commands.get(key)
    if (known) known.push(event)
    else commands.set(key, [event])
  }
  return [...commands.values()]
}

const aggregateOf = ({ stream, type }: StoredEvent) =>
  AGGREGATES.find(({ service, name, types }) => stream.startsWith(`${service}.${name}-`) && types.has(type))

const replayCommand = async (
  { law, policyOfHash }: Replay,
  { service, store, linkedCases }: ServiceLog,
  history: readonly StoredEvent[],
  recorded: readonly [StoredEvent, ...StoredEvent[]],
): Promise<ReplayResult> => {
  const [first] = recorded
  if (first.type === CommandRefused.type) return 'isRefusal'
  if (first.type === DeadlineMissed.type) return 'isMissedDeadline'
  if (first.stream.startsWith(approvalsStream(service, ''))) return 'isApproval'
  const aggregate = aggregateOf(first)
  if (!aggregate) return 'notReproduced'
  const hash = first.envelope.basis?.policyHash
  const policyThen = hash === undefined ? undefined : policyOfHash(hash)
  if (hash !== undefined && policyThen === undefined) return 'policyUnknown'
  const readStream = (stream: string) => store.readStream(stream)
  return rejudged({ aggregate, recorded, history, readStream, linkedCases, policyThen, policy: law })
}

const isFirstOfCommand = (event: StoredEvent): boolean => eventIdsLike(event) !== undefined

/**
 * Judges all commands of a log again, and records nothing. In memory are one case as one service sees it, the cases that
 * are linked with it while a command reads them, the links of the log, and the ids of the cases that were judged last.
 * @param passed the cases that were judged last
 * @param page events of the log that are scanned together
 */
export const replayLog = async (replay: Replay, tally: ReplayTally, passed = passedCases(), page?: number): Promise<void> => {
  const logs = SERVICES.map((service): ServiceLog => {
    const store = replay.stores[service]
    return { service, store, linkedCases: linkedCasesBefore(store) }
  })
  const isJudged = ({ envelope }: StoredEvent): boolean => replay.isOfPolicy(envelope.jurisdiction)
  const countWithoutCase = (events: readonly StoredEvent[]): void => {
    for (const _ of events.filter((event) => isFirstOfCommand(event) && isJudged(event))) tally.add('', 'hasNoCase')
  }
  // Audit-trail sees every event.
  for await (const caseId of casesOf(replay.stores.auditTrail, countWithoutCase, passed, page))
    for (const log of logs) {
      const history = await log.store.readCase(caseId)
      for (const [first, ...others] of commandsOf(log.service, history))
        if (first && isJudged(first)) tally.add(caseId, await replayCommand(replay, log, history, [first, ...others]))
    }
}
