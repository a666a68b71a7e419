import {
  CasesLinked,
  CasesUnlinked,
  EventCorrected,
  EventRetracted,
  upcast,
  type EventType,
  type Fact,
  type FactOf,
  type Happened,
} from '@case-timeline/contracts'
import { effective } from '@case-timeline/decider'
import type { StoredEvent } from './event-store.ts'

type Link = FactOf<typeof CasesLinked> | FactOf<typeof CasesUnlinked>

/** What a sector's record of a case says of its links, or corrects of that. */
type Said = Happened<Fact> & { readonly stream: string }

/** What `Links` takes. */
export const LINKS = [CasesLinked, CasesUnlinked, EventCorrected, EventRetracted] as const

const SAYING = new Map<string, EventType>([CasesLinked, CasesUnlinked].map((type) => [type.type, type]))

const inNewestShape = (type: string, version: number, data: unknown): unknown => {
  const saying = SAYING.get(type)
  return saying ? upcast(saying, version, data) : data
}

const correctedId = (data: unknown): string => {
  const { correctsId, retractsId } = data as { correctsId?: string; retractsId?: string }
  return correctsId ?? retractsId ?? ''
}

/** Which cases are linked, whichever of their records says so: what every sector has said, corrected and unlinked. */
export interface Links {
  /** Takes an event of the log, in order; other events than `LINKS`, and one that was taken before, change nothing. */
  take(event: StoredEvent): void
  /** The cases that a case is linked with, directly. */
  of(caseId: string): ReadonlySet<string>
  /** The cases of which the record ever linked them with a case, though perhaps no longer: a retraction there may link them again. */
  everNaming(caseId: string): readonly string[]
}

/** The cases with which a record links its case: those aside that the same sector unlinked again. */
const linkedBy = (said: readonly Said[]): ReadonlySet<string> => {
  const bySector = new Map<string, string | undefined>()
  for (const { type, data, stream } of effective(said, inNewestShape) as (Said & Link)[])
    bySector.set(`${stream} ${data.otherCaseId}`, type === CasesLinked.type ? data.otherCaseId : undefined)
  return new Set([...bySector.values()].filter((caseId) => caseId !== undefined))
}

/** The case that is linked from then on, by a link or a correction. */
const linkedFrom = ({ type, data }: Said): string | undefined => {
  if (type === CasesLinked.type) return (data as Link['data']).otherCaseId
  if (type !== EventCorrected.type) return undefined
  const { schemaVersion, data: right } = data as FactOf<typeof EventCorrected>['data']
  return (inNewestShape(CasesLinked.type, schemaVersion, right) as Link['data']).otherCaseId
}

const inListOf = <T>(lists: Map<string, T[]>, key: string): T[] => {
  const list = lists.get(key) ?? []
  lists.set(key, list)
  return list
}

const NOTHING: readonly never[] = []

export const links = (): Links => {
  const saidIn = new Map<string, Said[]>()
  /** Of each event that was taken, the case in which it was said: a correction of it is taken too. */
  const caseOf = new Map<string, string>()
  /** Of each case, those in which it was ever named. */
  const namedIn = new Map<string, string[]>()
  const linked = new Map<string, ReadonlySet<string>>()

  const linkedIn = (caseId: string): ReadonlySet<string> => {
    const known = linked.get(caseId) ?? linkedBy(saidIn.get(caseId) ?? NOTHING)
    linked.set(caseId, known)
    return known
  }

  return {
    take({ id, type, schemaVersion, caseId, stream, data }) {
      const about = SAYING.has(type) ? caseId : caseOf.get(correctedId(data))
      if (about === undefined || caseOf.has(id)) return
      const said = { id, type, data: inNewestShape(type, schemaVersion, data), stream } as Said
      caseOf.set(id, about)
      inListOf(saidIn, about).push(said)
      linked.delete(about)
      const other = linkedFrom(said)
      if (other !== undefined) inListOf(namedIn, other).push(about)
    },
    of(caseId) {
      const named = (namedIn.get(caseId) ?? NOTHING).filter((other) => linkedIn(other).has(caseId))
      return new Set([...linkedIn(caseId), ...named])
    },
    everNaming: (caseId) => namedIn.get(caseId) ?? NOTHING,
  }
}
