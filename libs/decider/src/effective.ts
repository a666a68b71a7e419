import type { EventCorrected, EventRetracted, Fact, FactOf, Happened } from '@case-timeline/contracts'

type Correction = FactOf<typeof EventCorrected> | FactOf<typeof EventRetracted>

const isCorrection = (event: Fact): event is Correction => event.type === 'case.EventCorrected' || event.type === 'case.EventRetracted'

/**
 * A history as it should have been recorded: corrected facts replaced where they stand, retracted ones dropped, the
 * corrections themselves gone. The last correction of a fact wins; a retraction of a correction takes that correction back.
 * @param history in the order recorded
 * @param upcastCorrected brings a correction's data to the newest shape of the type that it corrects
 */
export const effective = <E extends Fact>(
  history: readonly Happened<E>[],
  upcastCorrected: (type: string, schemaVersion: number, data: unknown) => unknown = (_, __, data) => data,
): Happened<E>[] => {
  const corrections = (history as readonly Happened<Fact>[]).filter(isCorrection) as readonly Happened<Correction>[]
  if (corrections.length === 0) return [...history]
  const dropped = new Set<string>()
  // Newest first: a correction that was itself retracted later has no effect.
  for (const one of corrections.toReversed())
    if (one.type === 'case.EventRetracted' && !dropped.has(one.id)) dropped.add(one.data.retractsId)
  const replaced = new Map<string, FactOf<typeof EventCorrected>['data']>()
  for (const one of corrections) if (one.type === 'case.EventCorrected' && !dropped.has(one.id)) replaced.set(one.data.correctsId, one.data)
  return history.flatMap((event) => {
    if (isCorrection(event) || dropped.has(event.id)) return []
    const right = replaced.get(event.id)
    if (!right) return [event]
    const data = upcastCorrected(event.type, right.schemaVersion, right.data)
    return [
      { ...event, data, ...(right.occurredAt === undefined ? {} : { occurredAt: right.occurredAt, occurredZone: right.occurredZone }) },
    ]
  })
}
