import {
  EVENT_TYPES,
  EventCorrected,
  EventRetracted,
  type EventType,
  type Fact,
  PersonRefsMerged,
  PersonRefsUnmerged,
  RuleOverridden,
  SECTORS,
  type ServiceName,
  WarningRaised,
} from '@case-timeline/contracts'
import { streamName } from '@case-timeline/casework'
import type { TestLog } from '@case-timeline/feed/fixtures'
import type { View } from '@case-timeline/projections'
import fc from 'fast-check'
import { AGGREGATES } from '../fuzz.fixtures.ts'

const CASES = 2
const approver = { userId: 'p.reyes', role: 'records-supervisor' }

/**
 * What happens in a case: a fact of any type that some aggregate records, or an amendment of an earlier one; also one that has
 * no effect, because it is about a fact of another stream, or has data of no type.
 */
export const step = fc.record({
  of: fc.integer({ min: 0, max: CASES - 1 }),
  kind: fc.constantFrom(
    'fact',
    'fact',
    'fact',
    'fact',
    'fact',
    'fact',
    'correct',
    'misfit',
    'retract',
    'warn',
    'foreign',
    'merge',
    'merge',
    'unmerge',
  ),
  /** Chooses the view whose types a fact is of; one of every third fact is of any type. */
  view: fc.nat(),
  /** Chooses the type of a fact, or the fact that is amended. */
  pick: fc.nat(),
  /** Chooses which persons and things the fact is about. */
  about: fc.nat(),
  day: fc.integer({ min: 1, max: 28 }),
})

/** The ids of the cases, and those of three persons and things in each. */
export const ids = fc.uniqueArray(fc.uuid(), { minLength: 4 * CASES, maxLength: 4 * CASES })

export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** A type of event, and by which service and in which stream it is recorded. */
interface Recordable {
  readonly type: EventType
  readonly service: ServiceName
  streamId(caseId: string, data: object): string
}

const AMENDMENTS: readonly EventType[] = [EventCorrected, EventRetracted, PersonRefsMerged, PersonRefsUnmerged]
const OF_AGGREGATES = AGGREGATES.flatMap(({ service, name, streamId, events }) =>
  events.map((type): Recordable => {
    const idOf = (caseId: string, data: object) => streamName(service, name, streamId(caseId, data as never)).slice(service.length + 1)
    return { type, service, streamId: idOf }
  }),
)

/** The types that a view folds. What no aggregate lists, such as a command that waits for approval, the four sectors record. */
const recordableFor = (service: ServiceName, view: View | undefined): readonly Recordable[] => {
  const types = view === undefined || view.events === 'every' ? [...EVENT_TYPES.values()] : view.events
  return types
    .filter((type) => !AMENDMENTS.includes(type))
    .flatMap((type): readonly Recordable[] => {
      const listed = OF_AGGREGATES.filter((one) => one.type.type === type.type)
      return listed.length > 0
        ? listed
        : [{ type, service: service === 'auditTrail' ? 'investigation' : service, streamId: (caseId) => `record-${caseId}` }]
    })
}

/** The sectors that merge references; the first more often than the others, so that its merges are undone, too. */
const MERGING: readonly ServiceName[] = ['investigation', 'investigation', ...SECTORS]

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** The example of a type about some of a few persons and things. */
const exampleAbout = ({ example }: EventType, ids: readonly string[], about: number): object => {
  let found = 0
  const idOf = (): string => ids[Math.trunc(about / ids.length ** found++) % ids.length] ?? ''
  return JSON.parse(JSON.stringify(example).replaceAll(UUID, idOf)) as object
}

interface Recorded {
  readonly id: string
  readonly service: ServiceName
  /** The id part of the stream. */
  readonly aggregate: string
  /** Absent: a correction or retraction, which can only be retracted. */
  readonly type?: EventType
}

/**
 * Records the steps of some new cases, each fact by the service that may.
 * @param views of which each should show something
 */
export const recordCases = async (
  log: TestLog,
  { service: own, views }: { readonly service: ServiceName; readonly views: readonly View[] },
  { steps, ids: drawn }: { readonly steps: readonly Step[]; readonly ids: readonly string[] },
): Promise<void> => {
  const recordable = [...views, ...views, ...views.map(() => undefined)].map((one) => recordableFor(own, one))
  const cases = Array.from({ length: CASES }, (_, index) => ({
    caseId: drawn[index] ?? '',
    ids: drawn.slice(CASES + 3 * index, CASES + 3 * index + 3),
    recorded: [] as Recorded[],
  }))
  for (const { of, kind, view, pick, about, day } of steps) {
    const one = cases[of]
    if (one === undefined) continue
    const { caseId, ids, recorded } = one
    const amendable = kind === 'retract' ? recorded : recorded.filter(({ type }) => type !== undefined)
    const target = amendable[pick % Math.max(amendable.length, 1)]
    const record = async (service: ServiceName, aggregate: string, fact: Fact): Promise<string> => {
      const occurredAt = `2026-11-${String(day).padStart(2, '0')}`
      const by = { service, agencyId: `zz-${service.toLowerCase()}`, eventTypes: [...EVENT_TYPES.values()] }
      const answer = await log.record({ caseId, aggregate, facts: [fact], occurredAt, ...by })
      return answer.ids[0] ?? ''
    }
    if (kind === 'merge' || kind === 'unmerge') {
      const type = kind === 'merge' ? PersonRefsMerged : PersonRefsUnmerged
      const [keptRef, mergedRef] = [ids[about % 3], ids[(about + 1 + (pick % 2)) % 3]]
      const [service, aggregate] = [MERGING[view % MERGING.length] ?? 'investigation', `record-${caseId}`]
      const id = await record(service, aggregate, { type: type.type, data: { ...type.example, keptRef, mergedRef } })
      recorded.push({ id, service, aggregate, type })
    } else if (kind === 'fact' || target === undefined) {
      const types = recordable[view % recordable.length] ?? []
      const { service, type, streamId } = types[pick % types.length]!
      // A remark is about an event that its service can see: here one of its own.
      const visible = recorded.filter((earlier) => earlier.service === service)
      const concerned = visible[about % Math.max(visible.length, 1)]
      if (type.visibility === 'as-target-event' && concerned === undefined) continue
      const example = exampleAbout(type, ids, about)
      const data = type.visibility === 'as-target-event' ? { ...example, eventId: concerned?.id } : example
      const aggregate = streamId(caseId, data)
      recorded.push({ id: await record(service, aggregate, { type: type.type, data } as Fact), service, aggregate, type })
    } else if (kind === 'warn') {
      const { id, service, aggregate } = target
      await record(service, aggregate, { type: WarningRaised.type, data: { ...WarningRaised.example, eventId: id } })
    } else if (kind === 'foreign') {
      const { type, example } = pick % 2 === 0 ? WarningRaised : RuleOverridden
      await record('auditTrail', `record-${caseId}`, { type, data: { ...example, eventId: target.id } })
    } else if ((kind === 'correct' || kind === 'misfit') && target.type) {
      const { id, service, aggregate, type } = target
      const data = {
        correctsId: id,
        schemaVersion: type.version,
        data: kind === 'misfit' ? { personRef: null } : exampleAbout(type, ids, about),
        reasonCode: 'clericalError',
        approver,
      }
      recorded.push({ id: await record(service, aggregate, { type: EventCorrected.type, data } as Fact), service, aggregate })
    } else {
      const { service, aggregate } = target
      const data = { retractsId: target.id, reasonCode: 'neverHappened', approver }
      recorded.push({ id: await record(service, aggregate, { type: EventRetracted.type, data }), service, aggregate })
    }
  }
}
