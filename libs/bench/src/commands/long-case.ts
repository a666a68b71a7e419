import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { CaseOpened, type EventType, type Fact, PresumedVictimIdentified, SuspectIdentified } from '@case-timeline/contracts'
import { type EventStore, hashEvents } from '@case-timeline/event-store'
import { openEventStore } from '@case-timeline/event-store/drivers'
import { recordingContextOf } from '../content.ts'
import type { MeasuredSystem } from './running-system.ts'

const DIGEST_KEY = randomBytes(32)
const FACTS_OF_A_COMMAND = 50

/** A person who is added to a case, and the command that adds one. */
export interface PersonKind {
  /** Of several persons. */
  readonly name: string
  readonly type: EventType
  readonly command: string
  person(): object
}

/** Concerns no deadline, and nothing follows from it. */
export const SUSPECTS: PersonKind = {
  name: 'facts',
  type: SuspectIdentified,
  command: 'identify-suspect',
  person: () => ({ ...SuspectIdentified.example, personRef: randomUUID() }),
}

/** Four sectors receive each, victim support opens a support case, and deadlines begin. */
export const VICTIMS: PersonKind = {
  name: 'victims',
  type: PresumedVictimIdentified,
  command: 'identify-presumed-victim',
  person: () => ({ ...PresumedVictimIdentified.example, personRef: randomUUID() }),
}

/** How long nothing is recorded when all reactions are done, and how often is asked. */
const QUIET_MS = 2_000

/** Resolves when nothing more follows from what was recorded, and all views show it. */
const untilQuiet = async (system: MeasuredSystem, lastPosition: () => Promise<string>): Promise<void> => {
  for (let [last, now] = ['', await lastPosition()]; now !== last; [last, now] = [now, await lastPosition()]) await pause(QUIET_MS)
  await system.settle(await lastPosition())
}

const recordPersons = async (system: MeasuredSystem, store: EventStore, count: number, { type, person }: PersonKind): Promise<string> => {
  const caseId = randomUUID()
  const agencyId = system.agencyOf(0)
  const opened = { type: CaseOpened.type, data: { ...CaseOpened.example, leadAgency: agencyId } }
  const recorded = Array.from({ length: count }, (_, index) => (index === 0 ? opened : { type: type.type, data: person() }))
  // A deadline that is over would be recorded as missed, while something else is measured.
  const occurredAt = new Date().toISOString().slice(0, 10)
  for (let first = 0; first < count; first += FACTS_OF_A_COMMAND) {
    const commandId = randomUUID()
    const part = recorded.slice(first, first + FACTS_OF_A_COMMAND) as Fact[]
    const commandDigest = createHmac('sha256', DIGEST_KEY).update(JSON.stringify(part)).digest()
    const shared = recordingContextOf(commandId, caseId)
    const context = { ...shared, occurredAt, caseId, commandDigest, deployment: 'embedded', actor: { ...shared.actor, agencyId } }
    const events = hashEvents(part, context, (name) => (name === CaseOpened.type ? CaseOpened : type))
    const answer = await store.append({ stream: shared.stream, expected: 'any', commandId, commandDigest, events })
    if (answer.outcome !== 'appended') throw new Error(`the case of the measurement was not recorded: ${answer.outcome}`)
  }
  return caseId
}

/**
 * Records cases with a number of persons each, without the services, and waits for what follows and for their views.
 * @returns their ids
 */
export const recordLongCases = async (
  system: MeasuredSystem,
  cases: number,
  count: number,
  kind: PersonKind,
): Promise<readonly string[]> => {
  const store = openEventStore(system.storeUrls.investigation, 'investigation')
  const recorded: string[] = []
  try {
    while (recorded.length < cases) recorded.push(await recordPersons(system, store, count, kind))
    await untilQuiet(system, () => store.lastPosition())
  } finally {
    await store.close()
  }
  return recorded
}

/** The same for one case. @returns its id */
export const recordLongCase = async (system: MeasuredSystem, count: number, kind: PersonKind): Promise<string> => {
  const [caseId = ''] = await recordLongCases(system, 1, count, kind)
  return caseId
}
