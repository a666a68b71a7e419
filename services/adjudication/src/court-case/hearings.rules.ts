import { isLawAt, thingIsRecordedOnce } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import type {
  AdjournHearing,
  DecidePleaAgreement,
  EnterPlea,
  GiveTestimony,
  HoldHearing,
  RuleOnEvidence,
  ScheduleHearing,
} from './court-case.commands.ts'
import { isInForceOn, type Registered } from './court-case.ts'
import { isIndicted } from './indicted.ts'
import { judgedThen } from './past.ts'
import { protectionsAt } from './protections.ts'
import { protection, quality } from './sources.ts'

export const hearingIsScheduledOnce: Rule<Registered, ScheduleHearing> = thingIsRecordedOnce('hearing', {
  holds: ({ hearings }, { data }) => hearings[data.hearingId] === undefined,
  facts: (_, { data }) => [data.hearingId],
})

/** Hearings at which only the accused is heard, unless `toBeHeard` names other persons. */
const HEARINGS_OF_ACCUSED_ONLY: readonly ScheduleHearing['data']['type'][] = ['firstAppearance', 'arraignment']

/** Without `toBeHeard`, every person with a required accommodation may be heard. */
const isPossiblyHeard = (personRef: string, { data: { type, toBeHeard } }: ScheduleHearing): boolean =>
  toBeHeard === undefined ? !HEARINGS_OF_ACCUSED_ONLY.includes(type) : toBeHeard.includes(personRef)

/** A hearing lists its interpreters separately, so they are not among its accommodations. */
const missingAccommodations = (_: Registered, command: ScheduleHearing): readonly string[] => {
  const { interpreters, accommodations } = command.data
  const needed = command.known.accommodationsRequired.filter(({ personRef }) => isPossiblyHeard(personRef, command)).map(({ kind }) => kind)
  return [...new Set(needed)].filter((kind) => !(kind === 'interpreter' ? interpreters.length > 0 : accommodations.includes(kind)))
}

export const hearingHasRequiredAccommodations: Rule<Registered, ScheduleHearing> = {
  id: 'adjudication.hearing-has-required-accommodations',
  sentence: 'a hearing is scheduled with the accommodations that the persons to be heard require',
  source: 'CRPD 13: procedural accommodations; ASEAN-ACT court indicators 8',
  level: 'warn',
  holds: (courtCase, command) => missingAccommodations(courtCase, command).length === 0,
  facts: missingAccommodations,
}

export const hearingWasScheduled = judgedThen<HoldHearing>({
  id: 'adjudication.hearing-was-scheduled',
  sentence: 'a hearing is scheduled before it is held',
  source: 'practice: the calendar of a court',
  level: 'warn',
  holds: ({ hearings }, { data }) => hearings[data.hearingId] !== undefined,
  facts: (_, { data }) => [data.hearingId],
})

const unstoppedConduct = (_: Registered, { data: { conduct = [] } }: HoldHearing): string[] => [
  ...new Set(conduct.filter(({ stoppedByCourt }) => !stoppedByCourt).map(({ code }) => code)),
]

export const victimIsNotBlamedAtHearing: Rule<Registered, HoldHearing> = {
  id: 'adjudication.victim-is-not-blamed-at-hearing',
  sentence: 'a victim is not blamed, exposed or worn out at a hearing, or the court stops it',
  source: 'ASEAN-ACT court indicators 2, 3; practice: no blaming of victims',
  level: 'warn',
  holds: (courtCase, command) => unstoppedConduct(courtCase, command).length === 0,
  facts: unstoppedConduct,
}

export const adjournedHearingWasScheduled = judgedThen<AdjournHearing>({
  id: 'adjudication.adjourned-hearing-was-scheduled',
  sentence: 'a hearing is adjourned only while it is scheduled: not before, and not after it was held',
  source: 'practice: the calendar of a court',
  level: 'warn',
  holds: ({ hearings }, { data }) => hearings[data.hearingId] === 'scheduled',
  facts: (_, { data }) => [data.hearingId],
})

export const pleadedChargeIsLive: Rule<Registered, EnterPlea> = {
  id: 'adjudication.pleaded-charge-is-live',
  sentence: 'a plea is entered to a charge that is indicted and neither withdrawn nor transferred',
  source: 'practice: a plea answers a charge that is before the court',
  level: 'warn',
  holds: (_, { data, known }) => isIndicted(known, data.chargeId) && !known.chargesNoLongerPending.includes(data.chargeId),
  facts: (_, { data }) => [data.chargeId],
}

export const decidedPleaAgreementWasReached: Rule<Registered, DecidePleaAgreement> = {
  id: 'adjudication.decided-plea-agreement-was-reached',
  sentence: 'a court decides on an agreement about a plea that the prosecutor recorded',
  source: 'practice: a court decides on what the parties bring before it; national law',
  level: 'warn',
  holds: (_, { data, known }) => known.agreementsReached.includes(data.agreementId),
  facts: (_, { data }) => [data.agreementId],
}

/** A testimony may state the support person in `measuresInForce` or in `supportPerson`: either is enough. */
const measuresNotInForce = (courtCase: Registered, command: GiveTestimony): readonly string[] => {
  const { data, occurredAt, now } = command
  const ordered = protectionsAt(courtCase, command)
    .filter((order) => order.personRef === data.personRef && isInForceOn(order, occurredAt ?? now))
    .map(({ measure }) => measure)
  // Each once: an order that prolongs another is in force with it.
  return [...new Set(ordered)].filter(
    (measure) => !data.measuresInForce.includes(measure) && !(measure === 'supportPerson' && data.supportPerson),
  )
}

export const orderedMeasuresAreInForce: Rule<Registered, GiveTestimony> = {
  id: 'adjudication.ordered-measures-are-in-force',
  sentence: 'the protection measures that the court ordered for a person are applied when that person testifies',
  source: protection,
  level: 'warn',
  holds: (courtCase, command) => measuresNotInForce(courtCase, command).length === 0,
  facts: measuresNotInForce,
}

const MEASURES_SEPARATING_ACCUSED = ['screen', 'videoLink', 'preRecorded', 'intermediary'] as const

export const childTestifiesWithChildMeasures: Rule<Registered, GiveTestimony> = {
  id: 'adjudication.child-testifies-with-child-measures',
  sentence: 'a child, or a person whose age is in doubt, testifies with a support person and away from the accused',
  source: 'UN Guidelines on child victims 30; ASEAN-ACT court indicators 7',
  level: 'warn',
  holds: (_, { data, known }) =>
    !known.personsProtectedAsChildren.includes(data.personRef) ||
    (data.supportPerson && MEASURES_SEPARATING_ACCUSED.some((measure) => data.measuresInForce.includes(measure))),
  facts: (_, { data }) => [data.personRef],
}

const isFromHereOrCertified = ({ data, known }: RuleOnEvidence): boolean =>
  known.certifiedItems.includes(data.evidenceId) || (data.origin === 'domestic' && !known.itemsFromAbroad.includes(data.evidenceId))

/** An apostille replaces legalisation only in a country that is party to the convention; that the other one is, the court sees. */
const isByApostille = (command: RuleOnEvidence): boolean => {
  const { data, policy } = command
  const { apostille } = policy ?? {}
  return data.authentication === 'apostille' && apostille !== undefined && apostille.isParty !== false && isLawAt(apostille, command)
}

export const intelligenceIsCertifiedBeforeAdmission: Rule<Registered, RuleOnEvidence> = {
  id: 'adjudication.intelligence-is-certified-before-admission',
  sentence:
    'an item from another country is admitted only when an executed request for legal assistance certifies it, or by apostille where the policy has this country as party to that convention',
  source:
    'practice: evidence from abroad comes with a request and is certified; the jurisdiction sets the level; policy of the jurisdiction: whether an apostille authenticates a document',
  level: 'warn',
  holds: (_, command) => !command.data.admitted || isByApostille(command) || isFromHereOrCertified(command),
  facts: (_, { data }) => [data.evidenceId, ...(data.authentication === undefined ? [] : [`authentication:${data.authentication}`])],
}

const contradictsRecord = ({ data: { evidenceId, origin }, known }: RuleOnEvidence): boolean => {
  const isCertified = known.certifiedItems.includes(evidenceId)
  if (origin === 'domestic') return isCertified || known.itemsFromAbroad.includes(evidenceId)
  return origin === 'mlaCertified' && !isCertified
}

export const rulingStatesItemOrigin: Rule<Registered, RuleOnEvidence> = {
  id: 'adjudication.ruling-states-item-origin',
  sentence: 'the origin that a ruling states for an item agrees with the record: where the item comes from, and whether it is certified',
  source: quality,
  level: 'warn',
  holds: (_, command) => !contradictsRecord(command),
  facts: (_, { data }) => [data.evidenceId, data.origin],
}
