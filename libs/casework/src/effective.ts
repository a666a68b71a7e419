import type { EventCorrected, EventRetracted, Fact, FactOf, RecordedFact } from '@case-timeline/contracts'

type Correction = FactOf<typeof EventCorrected> | FactOf<typeof EventRetracted>

export const isCorrection = (event: Fact): event is Correction =>
  event.type === 'case.EventCorrected' || event.type === 'case.EventRetracted'

/** A fact in any of the forms in which histories hold it; where all facts are of one stream, it may be left out. */
interface Located {
  readonly stream?: string
  readonly recordedAt?: string
  readonly stored?: { readonly stream: string; readonly recordedAt?: string }
  readonly envelope?: { readonly stream?: string }
}

const streamOf = ({ stream, stored, envelope }: Located): string | undefined => stored?.stream ?? stream ?? envelope?.stream

const CONCERNING = {
  'case.EventCorrected': 'correctsId',
  'case.EventRetracted': 'retractsId',
  'case.WarningRaised': 'eventId',
  'case.RuleOverridden': 'eventId',
} as const

/**
 * The id of the event that a correction, a retraction, a warning or an override concerns, by the member of its own type;
 * undefined for any other event.
 */
export const concernedIdOf = ({ type, data }: Fact): string | undefined => {
  const member = CONCERNING[type as keyof typeof CONCERNING] as string | undefined
  return member === undefined ? undefined : (data as Readonly<Record<string, string>>)[member]
}

/** Whether an event says something about a fact, and is recorded with it. */
export const isRemark = ({ type }: Fact): boolean => type === 'case.WarningRaised' || type === 'case.RuleOverridden'

/**
 * The data of a correction in the newest version of the type that it corrects; undefined if it does not fit that type: then
 * the correction has no effect.
 */
export type UpcastCorrected = (type: string, schemaVersion: number, data: unknown) => unknown

const AS_RECORDED: UpcastCorrected = (_, __, data) => data

/** A history without those of some events that concern a known event, and may not. */
const without = <E extends Fact>(
  history: readonly RecordedFact<E>[],
  isConcerning: (event: Fact) => boolean,
  mayConcern: (event: RecordedFact<E>, concerned: RecordedFact<E>) => boolean,
): readonly RecordedFact<E>[] => {
  if (!history.some(isConcerning)) return history
  const byId = new Map(history.map((event) => [event.id, event]))
  return history.filter((event) => {
    const concerned = isConcerning(event) ? byId.get(concernedIdOf(event) ?? '') : undefined
    return concerned === undefined || mayConcern(event, concerned)
  })
}

const isInOneStream = (one: Fact, other: Fact): boolean => streamOf(one as Located) === streamOf(other as Located)

/**
 * A history without the corrections that have no effect: of facts in another stream, because a sector corrects only what it
 * recorded itself, and those whose data does not fit the type of the fact.
 */
export const withoutVoidCorrections = <E extends Fact>(
  history: readonly RecordedFact<E>[],
  upcastCorrected: UpcastCorrected = AS_RECORDED,
): readonly RecordedFact<E>[] =>
  without(history, isCorrection, (event, concerned) => {
    if (!isInOneStream(event, concerned)) return false
    const { type, data } = event as Correction
    return type !== 'case.EventCorrected' || upcastCorrected(concerned.type, data.schemaVersion, data.data) !== undefined
  })

/**
 * A history without warnings and overrides of facts in another stream: they are recorded with the fact that they concern, or
 * with a correction of it.
 */
export const withoutForeignRemarks = <E extends Fact>(history: readonly RecordedFact<E>[]): readonly RecordedFact<E>[] =>
  without(history, isRemark, isInOneStream)

/**
 * The effective facts of a history: corrected facts are replaced in their original place; retracted facts and the
 * corrections themselves are removed. A correction of a fact in another stream has no
 * effect, nor has one whose data does not fit the type of the fact. The last correction of a fact wins; a retraction of a correction cancels it.
 * @param recorded in recording order
 */
export const effective = <E extends Fact>(
  recorded: readonly RecordedFact<E>[],
  upcastCorrected: UpcastCorrected = AS_RECORDED,
): RecordedFact<E>[] => {
  const history = withoutVoidCorrections(recorded, upcastCorrected)
  const corrections = (history as readonly RecordedFact<Fact>[]).filter(isCorrection) as readonly RecordedFact<Correction>[]
  if (corrections.length === 0) return [...history]
  const retractedIds = new Set<string>()
  // Newest first: a correction that was itself retracted later has no effect.
  for (const correction of corrections.toReversed())
    if (correction.type === 'case.EventRetracted' && !retractedIds.has(correction.id)) retractedIds.add(correction.data.retractsId)
  const byCorrectedId = new Map<string, { readonly correction: FactOf<typeof EventCorrected>['data']; readonly restatedAt?: string }>()
  for (const event of corrections)
    if (event.type === 'case.EventCorrected' && !retractedIds.has(event.id)) {
      const { stored, recordedAt = stored?.recordedAt } = event as Located
      byCorrectedId.set(event.data.correctsId, { correction: event.data, ...(recordedAt === undefined ? {} : { restatedAt: recordedAt }) })
    }
  return history.flatMap((event) => {
    if (isCorrection(event) || retractedIds.has(event.id)) return []
    const corrected = byCorrectedId.get(event.id)
    if (!corrected) return [event]
    const { correction, ...restated } = corrected
    const data = upcastCorrected(event.type, correction.schemaVersion, correction.data)
    return [
      {
        ...event,
        ...restated,
        data,
        ...(correction.occurredAt === undefined ? {} : { occurredAt: correction.occurredAt, occurredZone: correction.occurredZone }),
      },
    ]
  })
}
