import {
  ConsentGranted,
  ConsentRefused,
  ConsentWithdrawn,
  ForeignIdentificationRecognised,
  IdentificationNotifiedToParty,
  MajorityReached,
  NotificationObjectionRecorded,
  NotificationObjectionWithdrawn,
  PresumedVictimIdentified,
  RestrictiveMeasureRecorded,
  RestrictiveMeasureReviewed,
  RightsInformed,
  RiskAssessed,
  SafetyIncidentAcknowledged,
  SafetyIncidentReported,
  SupportCaseClosed,
  VictimStatusDetermined,
  VictimTreatmentConcernAnswered,
  VictimTreatmentConcernRaised,
  type FactOf,
} from '@case-timeline/contracts'
import { inTime, lays, starts, stops, takes, type Clock } from '../clock.ts'
import type { Ground, Start } from '../deadline.ts'

interface OfHer {
  readonly personRef: string
}
const hers = ({ personRef }: OfHer) => ({ key: personRef })
const ended = ({ personRef }: OfHer) => ({ key: personRef, waives: true })
const stream = (caseId: string, personRef: string): string => `person-${caseId}~${personRef}`

export const rightsAreToldInTime = inTime(
  'victimSupport.rights-are-told-in-time',
  'who is identified as a victim is told of the protection and the assistance that are hers, within the days that the policy gives',
  'ACTIP 14(9) [V, cut]: information on protection, assistance and support within a reasonable period; the days are the policy’s',
)

/** Of what the article asks that she be told; support goes under assistance. */
const RIGHTS = ['protection', 'assistance']

const owedRights = ({ personRef }: OfHer): Start => ({ key: personRef, due: { activity: 'rightsInformation' }, parts: RIGHTS })

const rights: Clock = {
  rule: rightsAreToldInTime,
  owedBy: 'victimSupport',
  starts: [
    starts(PresumedVictimIdentified, owedRights),
    starts(ForeignIdentificationRecognised, owedRights),
    starts(VictimStatusDetermined, (found) => (found.status === 'NotAVictimOfTrafficking' ? undefined : owedRights(found))),
  ],
  stops: [stops(RightsInformed, ({ personRef, topics }) => ({ key: personRef, evenBefore: true, parts: topics }))],
  runsOnce: true,
  stream,
}

type Consent = FactOf<typeof ConsentGranted>['data']

/** A consent as something that clocks rest on: as long as something is left of its purposes, recipients and kinds of data. */
const consented = ({ personRef, consentId, expiresAt, recipients, dataCategories }: Consent, purposes: readonly string[]): Ground => ({
  key: personRef,
  id: consentId,
  until: expiresAt,
  parts: [purposes, recipients, dataCategories],
})

const withdrawn = takes(ConsentWithdrawn, ({ personRef, consentId, scope }) => ({
  key: personRef,
  id: consentId,
  parts: scope === 'all' ? scope : [scope.purposes ?? [], scope.recipients ?? [], scope.dataCategories ?? []],
}))

export const aPartyIsNotifiedInTime = inTime(
  'victimSupport.a-party-is-notified-in-time',
  'once she agreed, each country that may be told of her identification is told without delay, unless she says otherwise',
  'ACTIP 14(3) [V]: without unreasonable delay, unless the victim otherwise informs; the days are the policy’s',
)

const NOTICE = 'notificationAbroad'
/** What a notice tells: who was identified. */
const TOLD = 'identity'
const coversNotice = ({ purposes, dataCategories }: Consent): boolean => purposes.includes(NOTICE) && dataCategories.includes(TOLD)

interface OfParty extends OfHer {
  readonly party: string
}
const ofParty = ({ personRef, party }: OfParty): string => `${personRef}~${party}`
/** Stops whatever notice is owed, to whichever country. */
const ofAllParties = ({ personRef }: OfHer): string => `${personRef}~all`

const owedNotice = (key: string, her: OfHer): Start => ({ key, also: [ofAllParties(her)], due: { activity: 'partyNotification' } })
const noticeWaived = (her: OfHer) => ({ key: ofAllParties(her), waives: true })

const notice: Clock = {
  rule: aPartyIsNotifiedInTime,
  owedBy: 'victimSupport',
  ground: {
    lays: [
      lays(ConsentGranted, (consent) =>
        coversNotice(consent)
          ? {
              ...consented({ ...consent, dataCategories: [TOLD] }, [NOTICE]),
              about: consent.parties?.map((party) => ofParty({ ...consent, party })) ?? [],
            }
          : undefined,
      ),
    ],
    takes: [withdrawn],
  },
  starts: [
    // A consent that names no country covers no notice.
    starts(ConsentGranted, (consent) =>
      coversNotice(consent)
        ? consent.parties?.map((party) => ({ ...owedNotice(ofParty({ ...consent, party }), consent), restsOn: consent.consentId }))
        : undefined,
    ),
    starts(NotificationObjectionWithdrawn, (one) => owedNotice(ofParty(one), one)),
  ],
  stops: [
    stops(IdentificationNotifiedToParty, (notified) => ({ key: ofParty(notified), at: notified.at, evenBefore: true })),
    stops(NotificationObjectionRecorded, (one) => ({ key: ofParty(one), waives: true })),
    stops(ConsentRefused, (refused) => (refused.purposes.includes(NOTICE) ? noticeWaived(refused) : undefined)),
    // What was agreed for a child is asked of her anew.
    stops(MajorityReached, noticeWaived),
  ],
  several: true,
  stream: (caseId, key) => stream(caseId, key.split('~')[0] ?? key),
}

export const consentsAreRenewedInTime = inTime(
  'victimSupport.consents-are-renewed-in-time',
  'who comes of age says herself, in time, whether what her guardian agreed to goes on',
  'CRC 1, 12 [G]; practice [G]; the days are the policy’s',
)

const renewal: Clock = {
  rule: consentsAreRenewedInTime,
  owedBy: 'victimSupport',
  ground: {
    lays: [lays(ConsentGranted, (consent) => (consent.grantedBy === 'guardian' ? consented(consent, consent.purposes) : undefined))],
    takes: [withdrawn],
  },
  starts: [starts(MajorityReached, ({ personRef }) => ({ key: personRef, due: { activity: 'consentRenewal' }, onGround: true }))],
  stops: [
    stops(ConsentGranted, ({ personRef, grantedBy }) => (grantedBy === 'self' ? { key: personRef } : undefined)),
    stops(ConsentRefused, ({ personRef, refusedBy }) => (refusedBy === 'self' ? { key: personRef } : undefined)),
    stops(ConsentWithdrawn, hers),
    stops(SupportCaseClosed, ended),
  ],
  runsOnce: true,
  stream,
}

export const riskIsReviewedInTime = inTime(
  'victimSupport.risk-is-reviewed-in-time',
  'her risk is assessed anew by the day that the last assessment names',
  'ACTIP 14(5) [V]',
)

const riskReview: Clock = {
  rule: riskIsReviewedInTime,
  owedBy: 'victimSupport',
  starts: [starts(RiskAssessed, ({ personRef, reviewBy }) => ({ key: personRef, due: { on: reviewBy } }))],
  stops: [stops(RiskAssessed, hers), stops(SupportCaseClosed, ended)],
  stream,
}

export const riskIsAssessedAnewAfterAnIncident = inTime(
  'victimSupport.risk-is-assessed-anew-after-an-incident',
  'after a threat to her safety her risk is assessed anew in time',
  'ACTIP 14(5), 16(7) [V]; the days are the policy’s',
)

const riskAfterIncident: Clock = {
  rule: riskIsAssessedAnewAfterAnIncident,
  owedBy: 'victimSupport',
  starts: [starts(SafetyIncidentReported, ({ personRef }) => ({ key: personRef, due: { activity: 'riskReassessment' } }))],
  stops: [stops(RiskAssessed, hers)],
  stream,
}

export const anIncidentIsTakenInByWhoeverIsOnDuty = inTime(
  'victimSupport.an-incident-is-taken-in-by-whoever-is-on-duty',
  'a threat to her safety calls whoever is on duty, until he has taken it in',
  'ACTIP 14(5), 16(7) [V]; the days are the policy’s',
)

const duty: Clock = {
  rule: anIncidentIsTakenInByWhoeverIsOnDuty,
  owedBy: 'victimSupport',
  starts: [starts(SafetyIncidentReported, (_, eventId) => ({ key: eventId, due: { activity: 'incidentAcknowledgement' } }))],
  stops: [stops(SafetyIncidentAcknowledged, ({ incidentId }) => ({ key: incidentId }))],
  stream,
}

export const aRestrictiveMeasureIsReviewedInTime = inTime(
  'victimSupport.a-restrictive-measure-is-reviewed-in-time',
  'a measure that restricts her is reviewed by the day that it names',
  'ACTIP 14(8) [V]',
)

const restriction: Clock = {
  rule: aRestrictiveMeasureIsReviewedInTime,
  owedBy: 'victimSupport',
  starts: [
    starts(RestrictiveMeasureRecorded, ({ measureId, reviewBy }) =>
      reviewBy === undefined ? undefined : { key: measureId, due: { on: reviewBy } },
    ),
    starts(RestrictiveMeasureReviewed, ({ measureId, outcome, reviewBy }) =>
      outcome === 'lifted' || reviewBy === undefined ? undefined : { key: measureId, due: { on: reviewBy } },
    ),
  ],
  stops: [stops(RestrictiveMeasureReviewed, ({ measureId }) => ({ key: measureId }))],
  stream,
}

export const aTreatmentConcernIsAnsweredInTime = inTime(
  'victimSupport.a-treatment-concern-is-answered-in-time',
  'a concern about how a victim was treated is answered in time',
  'practice [G]; the days are the policy’s',
)

const concern: Clock = {
  rule: aTreatmentConcernIsAnsweredInTime,
  owedBy: 'victimSupport',
  starts: [starts(VictimTreatmentConcernRaised, ({ concernId }) => ({ key: concernId, due: { activity: 'treatmentConcernAnswer' } }))],
  stops: [stops(VictimTreatmentConcernAnswered, ({ concernId }) => ({ key: concernId }))],
  stream,
}

export const supportClocks: readonly Clock[] = [rights, notice, renewal, riskReview, riskAfterIncident, duty, restriction, concern]
