import type { Rule } from '@case-timeline/decider'
import { isInForceOn, type Registered, type ToConfiscate, type ToLiftProtection, type ToOrderProtection } from './court-case.ts'
import { integrity, protection } from './sources.ts'

export const refusedMeasureStatesItsReason: Rule<Registered, ToOrderProtection> = {
  id: 'adjudication.refused-measure-states-its-reason',
  sentence: 'a court that refuses a protection measure says why',
  source: protection,
  level: 'block',
  holds: (_, { data }) => data.granted || data.reasonCode !== undefined,
  facts: (_, { data }) => [data.personRef, data.measure],
}

export const measureIsOrderedForATimeToCome: Rule<Registered, ToOrderProtection> = {
  id: 'adjudication.measure-is-ordered-for-a-time-to-come',
  sentence: 'a protection measure ends no sooner than the day on which it is ordered',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: (_, { data, occurredAt, now }) => !data.granted || isInForceOn(data, occurredAt ?? now),
  facts: (_, { data }) => [data.personRef, data.measure],
}

export const measureIsOrderedOnce: Rule<Registered, ToOrderProtection> = {
  id: 'adjudication.measure-is-ordered-once',
  sentence: 'a protection measure that is in force for a person is not ordered again: it is lifted first',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ protections }, { data, occurredAt, now }) =>
    !data.granted ||
    !Object.values(protections).some(
      (one) => one.personRef === data.personRef && one.measure === data.measure && isInForceOn(one, occurredAt ?? now),
    ),
  facts: (_, { data }) => [data.personRef, data.measure],
}

export const liftedMeasureIsInForce: Rule<Registered, ToLiftProtection> = {
  id: 'adjudication.lifted-measure-is-in-force',
  sentence: 'only a measure that is in force for that person is lifted',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ protections }, { data }) => protections[data.orderEventId]?.personRef === data.personRef,
  facts: (_, { data }) => [data.orderEventId],
}

const untraced = (_: Registered, { data, known }: ToConfiscate): readonly string[] =>
  data.assetIds.filter((assetId) => !known.tracedAssets.includes(assetId))

export const confiscatedAssetsWereTraced: Rule<Registered, ToConfiscate> = {
  id: 'adjudication.confiscated-assets-were-traced',
  sentence: 'only assets that are frozen, or traced and sought by the prosecutor, are confiscated: none that was given free since',
  source: 'ACTIP 17 on seizure and confiscation [G]',
  level: 'block',
  holds: (courtCase, command) => untraced(courtCase, command).length === 0,
  facts: untraced,
}
