import { commandControllers } from '@case-timeline/http'
import { prosecutionStream } from './prosecution.stream.ts'

const PROSECUTORS = ['prosecutor', 'supervising-prosecutor'] as const

export const prosecutionControllers = commandControllers(
  prosecutionStream,
  {
    prosecution: {
      AssessNonPunishment: PROSECUTORS,
      LayCharge: PROSECUTORS,
      FileIndictment: PROSECUTORS,
    },
    charges: {
      RequestFurtherInvestigation: PROSECUTORS,
      AmendCharge: PROSECUTORS,
      WithdrawCharge: PROSECUTORS,
      DecideNoProsecution: PROSECUTORS,
      MakeDisclosure: PROSECUTORS,
      SeekConfiscation: PROSECUTORS,
      AgreeJoinder: PROSECUTORS,
      AgreeLeadJurisdiction: ['supervising-prosecutor'],
      LodgeAppeal: PROSECUTORS,
      RecordPleaAgreement: PROSECUTORS,
    },
    victims: {
      RecordVictimViews: PROSECUTORS,
      SeekProtectionMeasures: PROSECUTORS,
      RecordTestimonyConsent: PROSECUTORS,
      RecordTestimonyRefusal: PROSECUTORS,
      FileCompensationClaim: PROSECUTORS,
      NotifyVictim: PROSECUTORS,
      RequestDecisionReview: PROSECUTORS,
      DecideDecisionReview: ['supervising-prosecutor'],
    },
  },
  ['ReceiveDossier'],
)
