import {
  deadlineRule,
  establishesGround,
  starts,
  stops,
  withdrawsGround,
  type Clock,
  type Ground,
  type Start,
} from '@case-timeline/casework'
import type { DataOf } from '@case-timeline/contracts'

interface OfPerson {
  readonly personRef: string
}
const keyOfPerson = ({ personRef }: OfPerson) => ({ key: personRef })
const waivedForPerson = ({ personRef }: OfPerson) => ({ key: personRef, isWaiver: true })
const stream = (caseId: string, personRef: string): string => `person-${caseId}~${personRef}`

export const victimIsInformedOfRightsInTime = deadlineRule(
  'victimSupport.victim-is-informed-of-rights-in-time',
  'a person who is identified as a victim is informed of the right to protection and assistance within the number of days that the policy sets',
  'ACTIP 14(9): information on protection, assistance and support within a reasonable period; policy of the jurisdiction: the number of days',
)

/** The topics on which ACTIP 14(9) requires information; support is recorded under assistance. */
const RIGHTS = ['protection', 'assistance']

const owedRights = ({ personRef }: OfPerson): Start => ({ key: personRef, due: { activity: 'rightsInformation' }, parts: RIGHTS })

const rights: Clock = {
  rule: victimIsInformedOfRightsInTime,
  owedBy: 'victimSupport',
  starts: [
    starts('investigation.PresumedVictimIdentified', owedRights),
    starts('investigation.ForeignIdentificationRecognised', owedRights),
    starts('investigation.VictimStatusDetermined', (determined) =>
      determined.status === 'NotAVictimOfTrafficking' ? undefined : owedRights(determined),
    ),
  ],
  stops: [stops('victimSupport.RightsInformed', ({ personRef, topics }) => ({ key: personRef, countsIfEarlier: true, parts: topics }))],
  runsOnce: true,
  stream,
}

type Consent = DataOf<'victimSupport.ConsentGranted'>

/** A consent as the ground of a clock: in force as long as some purposes, recipients and kinds of data are left. */
const groundOfConsent = (
  { personRef, consentId, expiresAt, recipients, dataCategories }: Consent,
  purposes: readonly string[],
): Ground => ({
  key: personRef,
  id: consentId,
  until: expiresAt,
  parts: [purposes, recipients, dataCategories],
})

const withdrawn = withdrawsGround('victimSupport.ConsentWithdrawn', ({ personRef, consentId, scope }) => ({
  key: personRef,
  id: consentId,
  parts: scope === 'all' ? scope : [scope.purposes ?? [], scope.recipients ?? [], scope.dataCategories ?? []],
}))

export const partyIsNotifiedInTime = deadlineRule(
  'victimSupport.party-is-notified-in-time',
  'if the victim agreed that a country may be notified of the identification, that country is notified without delay, unless the victim objects',
  'ACTIP 14(3): without unreasonable delay, unless the victim otherwise informs; policy of the jurisdiction: the number of days',
)

const NOTIFICATION_PURPOSE = 'notificationAbroad'
/** The kind of data that every notice reveals. */
const NOTIFIED_DATA = 'identity'
const coversNotification = ({ purposes, dataCategories }: Consent): boolean =>
  purposes.includes(NOTIFICATION_PURPOSE) && dataCategories.includes(NOTIFIED_DATA)

interface OfParty extends OfPerson {
  readonly party: string
}
const partyKey = ({ personRef, party }: OfParty): string => `${personRef}~${party}`
/** A stop with this key ends the clocks of all countries. */
const allPartiesKey = ({ personRef }: OfPerson): string => `${personRef}~all`

const notificationStart = (key: string, person: OfPerson): Start => ({
  key,
  otherKeys: [allPartiesKey(person)],
  due: { activity: 'partyNotification' },
})
const notificationWaived = (person: OfPerson) => ({ key: allPartiesKey(person), isWaiver: true })

/** An objection in force: only its withdrawal starts the clock of the notice. */
const objectionGround = (objection: OfParty): Ground => ({ key: partyKey(objection), id: 'objection', parts: [['objection']] })

const partyNotification: Clock = {
  rule: partyIsNotifiedInTime,
  owedBy: 'victimSupport',
  ground: {
    establishesGround: [
      establishesGround('victimSupport.ConsentGranted', (consent) =>
        coversNotification(consent)
          ? {
              // A notice does not depend on the other purposes and kinds of data of the consent.
              ...groundOfConsent({ ...consent, dataCategories: [NOTIFIED_DATA] }, [NOTIFICATION_PURPOSE]),
              about: consent.parties?.map((party) => partyKey({ ...consent, party })) ?? [],
            }
          : undefined,
      ),
      establishesGround('victimSupport.NotificationObjectionRecorded', objectionGround),
    ],
    withdrawsGround: [
      withdrawn,
      withdrawsGround('victimSupport.NotificationObjectionWithdrawn', (objection) => ({ ...objectionGround(objection), parts: 'all' })),
    ],
  },
  starts: [
    // A consent that names no country covers no notice.
    starts('victimSupport.ConsentGranted', (consent) =>
      coversNotification(consent)
        ? consent.parties?.map((party) => ({ ...notificationStart(partyKey({ ...consent, party }), consent), groundId: consent.consentId }))
        : undefined,
    ),
    // The withdrawal of an objection that is not on record is no agreement to a notice.
    starts('victimSupport.NotificationObjectionWithdrawn', (withdrawal) => ({
      ...notificationStart(partyKey(withdrawal), withdrawal),
      requiresGround: true,
    })),
  ],
  stops: [
    stops('victimSupport.IdentificationNotifiedToParty', (notified) => ({
      key: partyKey(notified),
      at: notified.at,
      countsIfEarlier: true,
    })),
    stops('victimSupport.NotificationObjectionRecorded', (objection) => ({ key: partyKey(objection), isWaiver: true })),
    stops('victimSupport.ConsentRefused', (refused) =>
      refused.purposes.includes(NOTIFICATION_PURPOSE) ? notificationWaived(refused) : undefined,
    ),
    // What was agreed for a child ends at majority: from then on the person has to agree.
    stops('victimSupport.MajorityReached', notificationWaived),
  ],
  startsSeveral: true,
  stream: (caseId, key) => stream(caseId, key.split('~')[0] ?? key),
}

export const consentsAreRenewedInTime = deadlineRule(
  'victimSupport.consents-are-renewed-in-time',
  'a person who comes of age decides in time whether the consents that a guardian gave continue',
  'CRC 1, 12; practice: consents are asked for again; policy of the jurisdiction: the number of days',
)

const renewal: Clock = {
  rule: consentsAreRenewedInTime,
  owedBy: 'victimSupport',
  ground: {
    establishesGround: [
      establishesGround('victimSupport.ConsentGranted', (consent) =>
        consent.grantedBy === 'guardian' ? groundOfConsent(consent, consent.purposes) : undefined,
      ),
    ],
    withdrawsGround: [withdrawn],
  },
  starts: [
    starts('victimSupport.MajorityReached', ({ personRef }) => ({
      key: personRef,
      due: { activity: 'consentRenewal' },
      requiresGround: true,
    })),
  ],
  stops: [
    stops('victimSupport.ConsentGranted', ({ personRef, grantedBy }) => (grantedBy === 'self' ? { key: personRef } : undefined)),
    stops('victimSupport.ConsentRefused', ({ personRef, refusedBy }) => (refusedBy === 'self' ? { key: personRef } : undefined)),
    stops('victimSupport.ConsentWithdrawn', keyOfPerson),
    stops('victimSupport.SupportCaseClosed', waivedForPerson),
  ],
  runsOnce: true,
  stream,
}

export const riskIsReviewedInTime = deadlineRule(
  'victimSupport.risk-is-reviewed-in-time',
  'the risk to a victim is assessed again by the day that the last assessment names',
  'ACTIP 14(5): the physical safety of victims',
)

const riskReview: Clock = {
  rule: riskIsReviewedInTime,
  owedBy: 'victimSupport',
  starts: [starts('victimSupport.RiskAssessed', ({ personRef, reviewBy }) => ({ key: personRef, due: { on: reviewBy } }))],
  stops: [stops('victimSupport.RiskAssessed', keyOfPerson), stops('victimSupport.SupportCaseClosed', waivedForPerson)],
  stream,
}

export const riskIsReassessedAfterIncident = deadlineRule(
  'victimSupport.risk-is-reassessed-after-incident',
  'after a threat to a victim’s safety, the risk is assessed again in time',
  'ACTIP 14(5), 16(7); policy of the jurisdiction: the number of days',
)

const riskAfterIncident: Clock = {
  rule: riskIsReassessedAfterIncident,
  owedBy: 'victimSupport',
  starts: [starts('victimSupport.SafetyIncidentReported', ({ personRef }) => ({ key: personRef, due: { activity: 'riskReassessment' } }))],
  stops: [stops('victimSupport.RiskAssessed', keyOfPerson)],
  stream,
}

export const incidentIsAcknowledgedInTime = deadlineRule(
  'victimSupport.incident-is-acknowledged-in-time',
  'a person on duty acknowledges a reported threat to a victim’s safety in time',
  'ACTIP 14(5), 16(7); policy of the jurisdiction: the number of days',
)

const incidentAcknowledgement: Clock = {
  rule: incidentIsAcknowledgedInTime,
  owedBy: 'victimSupport',
  starts: [
    starts('victimSupport.SafetyIncidentReported', (_, eventId) => ({ key: eventId, due: { activity: 'incidentAcknowledgement' } })),
  ],
  stops: [stops('victimSupport.SafetyIncidentAcknowledged', ({ incidentId }) => ({ key: incidentId }))],
  stream,
}

export const restrictiveMeasureIsReviewedInTime = deadlineRule(
  'victimSupport.restrictive-measure-is-reviewed-in-time',
  'a measure that restricts a victim’s freedom is reviewed by its review date',
  'ACTIP 14(8): no unreasonable detention of identified victims',
)

const restriction: Clock = {
  rule: restrictiveMeasureIsReviewedInTime,
  owedBy: 'victimSupport',
  starts: [
    starts('victimSupport.RestrictiveMeasureRecorded', ({ measureId, reviewBy }) =>
      reviewBy === undefined ? undefined : { key: measureId, due: { on: reviewBy } },
    ),
    starts('victimSupport.RestrictiveMeasureReviewed', ({ measureId, outcome, reviewBy }) =>
      outcome === 'lifted' || reviewBy === undefined ? undefined : { key: measureId, due: { on: reviewBy } },
    ),
  ],
  stops: [stops('victimSupport.RestrictiveMeasureReviewed', ({ measureId }) => ({ key: measureId }))],
  stream,
}

export const personClocks: readonly Clock[] = [
  rights,
  partyNotification,
  renewal,
  riskReview,
  riskAfterIncident,
  incidentAcknowledgement,
  restriction,
]
