import { commandControllers } from '@case-timeline/http'
import { personStream } from './person.stream.ts'

const CASEWORKERS = ['case-worker', 'support-lead'] as const

export const personControllers = commandControllers(personStream, {
  'a person of the case': {
    OpenSupportCase: { opensCase: CASEWORKERS },
    IdentifyPresumedVictim: CASEWORKERS,
    InformOfRights: CASEWORKERS,
    AssessRisk: CASEWORKERS,
    AppointGuardian: CASEWORKERS,
    RecordMajority: CASEWORKERS,
    CloseSupportCase: CASEWORKERS,
  },
  'consent, referral and notice': {
    GrantConsent: CASEWORKERS,
    WithdrawConsent: CASEWORKERS,
    RefuseConsent: CASEWORKERS,
    MakeReferral: CASEWORKERS,
    AnswerReferral: CASEWORKERS,
    RecordNotificationObjection: CASEWORKERS,
    WithdrawNotificationObjection: CASEWORKERS,
    NotifyPartyOfIdentification: CASEWORKERS,
  },
  'report to police': {
    DecideOnPoliceReport: CASEWORKERS,
    MakePoliceReport: CASEWORKERS,
  },
  'care and safety': {
    AssessNeeds: CASEWORKERS,
    StateCharacteristics: CASEWORKERS,
    RequireAccommodation: CASEWORKERS,
    ProvideAccommodation: CASEWORKERS,
    StartReflectionPeriod: CASEWORKERS,
    EndReflectionPeriod: CASEWORKERS,
    AdmitToShelter: CASEWORKERS,
    ExitShelter: CASEWORKERS,
    RecordDeathInCustody: CASEWORKERS,
    RecordRestrictiveMeasure: CASEWORKERS,
    ReviewRestrictiveMeasure: CASEWORKERS,
    ReportSafetyIncident: CASEWORKERS,
    AcknowledgeSafetyIncident: ['support-lead'],
  },
  'trial and compensation': {
    RecordTestimonyRefusal: CASEWORKERS,
    StateClaimWish: CASEWORKERS,
    FileCompensationClaim: CASEWORKERS,
  },
  'stay and return': {
    DecideTemporaryStay: CASEWORKERS,
    RecordProtectionClaim: CASEWORKERS,
    StateReturnWish: CASEWORKERS,
    AgreeRepatriation: CASEWORKERS,
    CompleteRepatriation: CASEWORKERS,
  },
})
