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

const concernedId = ({ type, data }: RecordedFact<Correction>): string =>
  type === 'case.EventRetracted' ? data.retractsId : data.correctsId

/** A history without corrections of facts in another stream: a sector corrects only what it recorded itself. */
export const withoutForeignCorrections = <E extends Fact>(history: readonly RecordedFact<E>[]): readonly RecordedFact<E>[] => {
  if (!history.some(isCorrection)) return history
  const streams = new Map(history.map((event) => [event.id, streamOf(event as Located)]))
  return history.filter((event) => {
    if (!isCorrection(event)) return true
    const concerned = concernedId(event)
    return !streams.has(concerned) || streams.get(concerned) === streamOf(event as Located)
  })
}

/**
 * The effective facts of a history: corrected facts are replaced in their original place; retracted facts and the
 * corrections themselves are removed. A correction of a fact in another stream has no effect. The last correction of a fact wins; a retraction of a correction cancels it.
 * @param recorded in recording order
 * @param upcastCorrected upcasts a correction's data to the newest version of the type that it corrects
 */
export const effective = <E extends Fact>(
  recorded: readonly RecordedFact<E>[],
  upcastCorrected: (type: string, schemaVersion: number, data: unknown) => unknown = (_, __, data) => data,
): RecordedFact<E>[] => {
  const history = withoutForeignCorrections(recorded)
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
