import type { Rule } from '@case-timeline/decider'
import {
  isInForceOn,
  type Registered,
  type ToAdjourn,
  type ToHold,
  type ToPlead,
  type ToRuleOnEvidence,
  type ToSchedule,
  type ToTestify,
} from './court-case.ts'
import { isIndicted } from './indicted.ts'
import { integrity, procedure, protection } from './sources.ts'

export const hearingIsScheduledOnce: Rule<Registered, ToSchedule> = {
  id: 'adjudication.hearing-is-scheduled-once',
  sentence: 'a hearing is scheduled once, under an id of its own',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ hearings }, { data }) => hearings[data.hearingId] === undefined,
  facts: (_, { data }) => [data.hearingId],
}

/** Hearings at which the accused alone is asked, unless the court says who else is. */
const OF_THE_ACCUSED: readonly ToSchedule['data']['type'][] = ['firstAppearance', 'arraignment']

/** Where the court does not say whom it will hear, it may be any of those who said what they need. */
const mayBeHeard = (personRef: string, { data: { type, toBeHeard } }: ToSchedule): boolean =>
  toBeHeard === undefined ? !OF_THE_ACCUSED.includes(type) : toBeHeard.includes(personRef)

const withoutAccommodation = (_: Registered, command: ToSchedule): readonly string[] => {
  const { interpreters, accommodations } = command.data
  const needed = command.known.accommodationsRequired.filter(({ personRef }) => mayBeHeard(personRef, command)).map(({ kind }) => kind)
  return [...new Set(needed)].filter((kind) => !(kind === 'interpreter' ? interpreters.length > 0 : accommodations.includes(kind)))
}

export const hearingHasTheAccommodationsRequired: Rule<Registered, ToSchedule> = {
  id: 'adjudication.hearing-has-the-accommodations-required',
  sentence: 'a hearing is set down with what the persons to be heard were said to need',
  source: protection,
  level: 'warn',
  holds: (courtCase, command) => withoutAccommodation(courtCase, command).length === 0,
  facts: withoutAccommodation,
}

export const hearingWasScheduled: Rule<Registered, ToHold> = {
  id: 'adjudication.hearing-was-scheduled',
  sentence: 'a hearing that is held was scheduled before',
  source: procedure,
  level: 'warn',
  holds: ({ hearings }, { data }) => hearings[data.hearingId] !== undefined,
  facts: (_, { data }) => [data.hearingId],
}

export const adjournedHearingWasScheduled: Rule<Registered, ToAdjourn> = {
  id: 'adjudication.adjourned-hearing-was-scheduled',
  sentence: 'a hearing that is adjourned was scheduled before, and not yet held',
  source: procedure,
  level: 'warn',
  holds: ({ hearings }, { data }) => hearings[data.hearingId] === 'scheduled',
  facts: (_, { data }) => [data.hearingId],
}

export const pleadedChargeIsLive: Rule<Registered, ToPlead> = {
  id: 'adjudication.pleaded-charge-is-live',
  sentence: 'a plea answers a charge that is indicted and not withdrawn',
  source: procedure,
  level: 'warn',
  holds: (_, { data, known }) => isIndicted(known, data.chargeId) && !known.chargesGone.includes(data.chargeId),
  facts: (_, { data }) => [data.chargeId],
}

const notInForce = ({ protections }: Registered, { data, occurredAt, now }: ToTestify): readonly string[] =>
  Object.values(protections)
    .filter((one) => one.personRef === data.personRef && isInForceOn(one, occurredAt ?? now))
    .map(({ measure }) => measure)
    .filter((measure) => !data.measuresInForce.includes(measure) && !(measure === 'supportPerson' && data.supportPerson))

export const orderedMeasuresAreInForce: Rule<Registered, ToTestify> = {
  id: 'adjudication.ordered-measures-are-in-force',
  sentence: 'the protection measures that the court ordered for a person are in force when she testifies',
  source: protection,
  level: 'warn',
  holds: (courtCase, command) => notInForce(courtCase, command).length === 0,
  facts: notInForce,
}

const keepsTheAccusedAway = ['screen', 'videoLink', 'preRecorded', 'intermediary'] as const

export const childTestifiesWithChildMeasures: Rule<Registered, ToTestify> = {
  id: 'adjudication.child-testifies-with-child-measures',
  sentence: 'a child, or one whose age is in doubt, testifies with a support person and away from the accused',
  source: 'UN Guidelines on Justice in Matters involving Child Victims and Witnesses, 30 [G]; ACTIP victim-sensitive court indicators [V]',
  level: 'warn',
  holds: (_, { data, known }) =>
    !known.protectedAsChildren.includes(data.personRef) ||
    (data.supportPerson && keepsTheAccusedAway.some((measure) => data.measuresInForce.includes(measure))),
  facts: (_, { data }) => [data.personRef],
}

export const intelligenceIsCertifiedBeforeItIsAdmitted: Rule<Registered, ToRuleOnEvidence> = {
  id: 'adjudication.intelligence-is-certified-before-it-is-admitted',
  sentence: 'an item from another country’s police is admitted only when an executed request for legal assistance certifies it',
  source: 'practice of mutual legal assistance, ASEAN MLAT [G]; the level is the jurisdiction’s to set',
  level: 'block',
  holds: (_, { data, known }) =>
    !data.admitted ||
    known.certifiedItems.includes(data.evidenceId) ||
    (data.origin === 'domestic' && !known.itemsFromAbroad.includes(data.evidenceId)),
  facts: (_, { data }) => [data.evidenceId],
}

const contradictsTheRecord = ({ data: { evidenceId, origin }, known }: ToRuleOnEvidence): boolean => {
  const isCertified = known.certifiedItems.includes(evidenceId)
  if (origin === 'domestic') return isCertified || known.itemsFromAbroad.includes(evidenceId)
  return origin === 'mlaCertified' && !isCertified
}

export const rulingStatesTheItemsOrigin: Rule<Registered, ToRuleOnEvidence> = {
  id: 'adjudication.ruling-states-the-items-origin',
  sentence: 'a ruling states of an item what the record says of where it comes from, and whether it is certified',
  source: integrity,
  level: 'block',
  holds: (_, command) => !contradictsTheRecord(command),
  facts: (_, { data }) => [data.evidenceId, data.origin],
}
