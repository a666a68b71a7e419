import {
  CasesLinked,
  CasesUnlinked,
  comparePositions,
  EventCorrected,
  EventRetracted,
  isFromItsRecorder,
  type EventType,
  type Fact,
  type FactOf,
  type RecordedFact,
} from '@case-timeline/contracts'
import { concernedIdOf, effective } from '@case-timeline/casework'
import { correctedShape, toNewestShape, type StoredEvent } from '@case-timeline/event-store'

type Link = FactOf<typeof CasesLinked> | FactOf<typeof CasesUnlinked>

/** A statement about links, or a correction of one, in a sector's record of a case. */
type LinkStatement = RecordedFact<Fact> & { readonly stream: string; readonly position: string }

/** The event types that `Links` uses. */
export const LINK_EVENT_TYPES = [CasesLinked, CasesUnlinked, EventCorrected, EventRetracted] as const

const LINK_TYPES = new Map<string, EventType>([CasesLinked, CasesUnlinked].map((type) => [type.type, type]))

/**
 * Which cases are linked. Two cases are linked while any sector's record of either case links it with the other, and both
 * sides agreed to that: in one statement, or each in the record of its own case.
 */
export interface Links {
  /**
   * Applies an event of the log, in order. Other types than `LINK_EVENT_TYPES`, and an event applied before, change
   * nothing.
   */
  apply(event: StoredEvent): void
  /** The cases with which a case is directly linked. */
  linkedWith(caseId: string): ReadonlySet<string>
  /** The cases with which a case was directly linked before a position of the log. */
  linkedBefore(position: string): Pick<Links, 'linkedWith'>
  /** The cases whose record ever linked them with a case: a retraction in such a record may link them again. */
  casesEverNaming(caseId: string): readonly string[]
  /** How many statements about links are kept. */
  statements(): number
}

/**
 * The cases that a record names as linked with its case, without those that the same sector unlinked; for each, whether
 * one statement has the agreement of both sides.
 */
const namedInRecord = (statements: readonly LinkStatement[]): ReadonlyMap<string, boolean> => {
  const linkedBySector = new Map<string, LinkStatement & Link>()
  for (const statement of effective(statements, correctedShape) as (LinkStatement & Link)[])
    linkedBySector.set(`${statement.stream} ${statement.data.otherCaseId}`, statement)
  const named = new Map<string, boolean>()
  for (const { type, data } of linkedBySector.values())
    if (type === CasesLinked.type) named.set(data.otherCaseId, data.agreedBy !== 'thisSide' || named.get(data.otherCaseId) === true)
  return named
}

/** The case to which a statement links the case of its record; undefined for an unlinking or a retraction. */
const newlyLinkedCase = ({ type, data }: LinkStatement): string | undefined => {
  if (type === CasesLinked.type) return (data as Link['data']).otherCaseId
  if (type !== EventCorrected.type) return undefined
  const { schemaVersion, data: correctedData } = data as FactOf<typeof EventCorrected>['data']
  return (correctedShape(CasesLinked.type, schemaVersion, correctedData) as Link['data'] | undefined)?.otherCaseId
}

const listFor = <T>(lists: Map<string, T[]>, key: string): T[] => {
  const list = lists.get(key) ?? []
  lists.set(key, list)
  return list
}

const NONE: readonly never[] = []

/** The cases that the record of a case names as linked, and whether one statement has the agreement of both sides. */
type NamedByRecord = (caseId: string) => ReadonlyMap<string, boolean>

/** No links yet: they follow from the events that are applied. */
export const links = (): Links => {
  const statementsByCase = new Map<string, LinkStatement[]>()
  /** For each applied event, the case of its record: a correction of the event is applied to it. */
  const caseOfEvent = new Map<string, string>()
  /** For each case, the cases whose record ever named it. */
  const casesNaming = new Map<string, string[]>()
  const named = new Map<string, ReadonlyMap<string, boolean>>()

  const namedByRecordOf: NamedByRecord = (caseId) => {
    const known = named.get(caseId) ?? namedInRecord(statementsByCase.get(caseId) ?? NONE)
    named.set(caseId, known)
    return known
  }
  const namedBefore =
    (position: string): NamedByRecord =>
    (caseId) =>
      namedInRecord((statementsByCase.get(caseId) ?? NONE).filter((statement) => comparePositions(statement.position, position) < 0))
  /** Both sides agreed in one of the two records, or each in its own. */
  const linkedWithBy = (namedBy: NamedByRecord) => (caseId: string) => {
    const isLinked = (other: string): boolean => {
      const [here, there] = [namedBy(caseId).get(other), namedBy(other).get(caseId)]
      return here === true || there === true || (here !== undefined && there !== undefined)
    }
    return new Set([...namedBy(caseId).keys(), ...(casesNaming.get(caseId) ?? NONE)].filter(isLinked))
  }

  return {
    apply({ id, type, schemaVersion, caseId, stream, position, data }) {
      if (!isFromItsRecorder({ type, stream })) return
      const concernedCaseId = LINK_TYPES.has(type) ? caseId : caseOfEvent.get(concernedIdOf({ type, data }) ?? '')
      if (concernedCaseId === undefined || caseOfEvent.has(id)) return
      const statement = { id, type, data: toNewestShape(type, schemaVersion, data), stream, position } as LinkStatement
      caseOfEvent.set(id, concernedCaseId)
      listFor(statementsByCase, concernedCaseId).push(statement)
      named.delete(concernedCaseId)
      const other = newlyLinkedCase(statement)
      if (other !== undefined) listFor(casesNaming, other).push(concernedCaseId)
    },
    linkedWith: linkedWithBy(namedByRecordOf),
    linkedBefore: (position) => ({ linkedWith: linkedWithBy(namedBefore(position)) }),
    casesEverNaming: (caseId) => casesNaming.get(caseId) ?? NONE,
    statements: () => caseOfEvent.size,
  }
}
