import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import {
  type AgencyId,
  CaseOpened,
  ConfidentialityOrdered,
  EVENT_TYPES,
  type Fact,
  type FactOf,
  type ServiceName,
  SuspectArrested,
  SuspectIdentified,
} from '@case-timeline/contracts'
import { type EventStore, hashEvents } from '@case-timeline/event-store'
import { postgresEventStore } from '@case-timeline/event-store/drivers'
import type { MeasuredSystem } from '../commands/running-system.ts'
import { recordingContextOf } from '../content.ts'

const DIGEST_KEY = randomBytes(32)
const CASES_AT_ONCE = 200

interface Recording {
  readonly service: ServiceName
  readonly aggregate: string
  readonly agencyId: AgencyId
  readonly caseId: string
  /** What follows the case in the name of the stream. */
  readonly suffix?: string
}

/**
 * Records facts of today as one command, without the service: of what is longer ago, missed deadlines would be recorded
 * while something is measured. @returns the last position
 */
export const recordOn = async (
  store: EventStore,
  { service, aggregate, agencyId, caseId, suffix = '' }: Recording,
  facts: readonly Fact[],
): Promise<string> => {
  const commandId = randomUUID()
  const now = new Date().toISOString()
  const shared = { ...recordingContextOf(commandId, caseId), occurredAt: now, now }
  const stream = `${service}.${aggregate}-${caseId}${suffix}`
  const commandDigest = createHmac('sha256', DIGEST_KEY).update(commandId).digest()
  const context = { ...shared, service, stream, caseId, commandDigest, deployment: 'embedded', actor: { ...shared.actor, agencyId } }
  const events = hashEvents(facts, context, (type) => EVENT_TYPES.get(type))
  const answer = await store.append({ stream, expected: 'any', commandId, commandDigest, events })
  if (answer.outcome !== 'appended') throw new Error(`a case of the measurement was not recorded: ${answer.outcome}`)
  return answer.lastPosition
}

const opened = (leadAgency: AgencyId): Fact => ({ type: CaseOpened.type, data: { ...CaseOpened.example, leadAgency } })
const suspected = (): FactOf<typeof SuspectIdentified> => ({
  type: SuspectIdentified.type,
  data: { ...SuspectIdentified.example, personRef: randomUUID() },
})

const arrestOf = (personRef: string): Fact => ({ type: SuspectArrested.type, data: { ...SuspectArrested.example, personRef } })

/** The last of several suspects is not another one: the first is arrested, whose custody has deadlines. */
const withArrest = (suspects: readonly ReturnType<typeof suspected>[]): readonly Fact[] => {
  const [first, ...others] = suspects
  return first && others.length > 0 ? [first, ...others.slice(1), arrestOf(first.data.personRef)] : suspects
}

/** Records cases without the services, and waits for their views. */
export const caseRecorder = (system: MeasuredSystem) => {
  const police = postgresEventStore({ url: system.storeUrls.investigation })
  const court = postgresEventStore({ url: system.storeUrls.adjudication })
  return {
    /** A case with a number of facts, in which each agency of the police takes part. @returns its id */
    async withFacts(facts: number, agencies: number, isOrdered: boolean): Promise<string> {
      const caseId = randomUUID()
      const suspects = Array.from({ length: facts - 1 }, suspected)
      const each = Math.ceil(suspects.length / agencies)
      let position = '0'
      for (let number = 0; number < agencies; number += 1) {
        const agencyId = system.agencyOf(number)
        const own = withArrest(suspects.slice(number * each, (number + 1) * each))
        const recording = { service: 'investigation', aggregate: 'case', agencyId, caseId } as const
        position = await recordOn(police, recording, number === 0 ? [opened(agencyId), ...own] : own)
      }
      const [first] = suspects
      if (isOrdered && first) {
        const data = { ...ConfidentialityOrdered.example, covers: [{ kind: 'person', id: first.data.personRef }] }
        const recording = { service: 'adjudication', aggregate: 'courtCase', agencyId: system.agencyOf(0, 'adjudication'), caseId } as const
        position = await recordOn(court, recording, [{ type: ConfidentialityOrdered.type, data }])
      }
      await system.settle(position)
      return caseId
    },
    /** Cases of one agency with one fact each. */
    async opened(cases: number, agencyId: AgencyId): Promise<void> {
      let position = '0'
      for (let recorded = 0; recorded < cases; recorded += CASES_AT_ONCE) {
        const next = Array.from({ length: Math.min(CASES_AT_ONCE, cases - recorded) }, () =>
          recordOn(police, { service: 'investigation', aggregate: 'case', agencyId, caseId: randomUUID() }, [opened(agencyId)]),
        )
        position = (await Promise.all(next)).at(-1) ?? position
      }
      await system.settle(position)
    },
    close: async (): Promise<void> => void (await Promise.all([police.close(), court.close()])),
  }
}
