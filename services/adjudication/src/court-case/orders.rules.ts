import type { Rule } from '@case-timeline/decider'
import type { LiftProtectionMeasure, OrderConfiscation, OrderProtectionMeasure } from './court-case.commands.ts'
import { isInForceOn, type CourtCase, type Protection, type Registered } from './court-case.ts'
import { protectionsAt } from './protections.ts'
import { integrity, quality } from './sources.ts'

export const refusedMeasureStatesReason: Rule<CourtCase, OrderProtectionMeasure> = {
  id: 'adjudication.refused-measure-states-reason',
  sentence: 'the refusal of a protection measure states a reason',
  source: 'practice: a refusal states its reason; ACTIP 16(7): protection from intimidation',
  level: 'warn',
  holds: (_, { data }) => data.granted || data.reasonCode !== undefined,
  facts: (_, { data }) => [data.personRef, data.measure],
}

export const measureDoesNotEndInPast: Rule<CourtCase, OrderProtectionMeasure> = {
  id: 'adjudication.measure-does-not-end-in-past',
  sentence: 'a protection measure does not end before the day on which it is ordered',
  source: quality,
  level: 'warn',
  holds: (_, { data, occurredAt, now }) => !data.granted || isInForceOn(data, occurredAt ?? now),
  facts: (_, { data }) => [data.personRef, data.measure],
}

/** Whether an order lasts at least as long as another; without `until` it lasts until further notice. */
const lastsAsLongAs = (ordered: Pick<Protection, 'until'>, { until }: Pick<Protection, 'until'>): boolean =>
  ordered.until === undefined || (until !== undefined && until <= ordered.until)

export const measureIsOrderedOnce: Rule<CourtCase, OrderProtectionMeasure> = {
  id: 'adjudication.measure-is-ordered-once',
  sentence: 'a protection measure that is in force for a person is ordered again only to prolong it',
  source: quality,
  level: 'warn',
  holds: (courtCase, command) => {
    const { data, occurredAt, now } = command
    return (
      !data.granted ||
      !protectionsAt(courtCase, command).some(
        (ordered) =>
          ordered.personRef === data.personRef &&
          ordered.measure === data.measure &&
          isInForceOn(ordered, occurredAt ?? now) &&
          lastsAsLongAs(ordered, data),
      )
    )
  },
  facts: (_, { data }) => [data.personRef, data.measure],
}

export const liftedMeasureIsInForce: Rule<CourtCase, LiftProtectionMeasure> = {
  id: 'adjudication.lifted-measure-is-in-force',
  sentence: 'only a protection measure that was ordered for the same person, and not lifted yet, is lifted',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ protections }, { data }) => protections[data.orderEventId]?.personRef === data.personRef,
  facts: (_, { data }) => [data.orderEventId],
}

const untracedAssets = (_: Registered, { data, known }: OrderConfiscation): readonly string[] =>
  data.assetIds.filter((assetId) => !known.tracedAssets.includes(assetId))

export const confiscatedAssetsWereTraced: Rule<Registered, OrderConfiscation> = {
  id: 'adjudication.confiscated-assets-were-traced',
  sentence: 'only assets that are frozen or whose confiscation the prosecutor sought are confiscated, unless they were released since',
  source: 'ACTIP 17: seizure and confiscation',
  level: 'warn',
  holds: (courtCase, command) => untracedAssets(courtCase, command).length === 0,
  facts: untracedAssets,
}
