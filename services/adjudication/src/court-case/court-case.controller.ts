import { commandControllers } from '@case-timeline/http'
import { courtCaseStream } from './court-case.stream.ts'

const COURT = ['registrar', 'judge'] as const

export const courtCaseControllers = commandControllers(courtCaseStream, {
  'court case': {
    RegisterCourtCase: { opensCase: ['registrar'] },
    RegisterPrivateComplaint: { opensCase: ['registrar'] },
    AssignJudge: ['registrar'],
    RecuseJudge: COURT,
    DeliverVerdict: ['judge'],
    ImposeSentence: ['judge'],
    DecideAppeal: ['judge'],
    MakeJudgmentFinal: COURT,
    EndCharges: ['judge'],
    ApplyNonPunishment: ['judge'],
  },
  parts: {
    SeverAccused: ['judge'],
    JoinParts: ['judge'],
    EndJoinder: ['judge'],
    NumberCourtCase: ['registrar'],
  },
  hearings: {
    OrderHearingDate: COURT,
    ScheduleHearing: ['registrar'],
    AdjournHearing: COURT,
    HoldHearing: COURT,
    EnterPlea: COURT,
    DecidePleaAgreement: ['judge'],
    GiveTestimony: COURT,
    RuleOnEvidence: ['judge'],
    ReceiveVictimImpact: COURT,
  },
  orders: {
    OrderConfidentiality: ['judge'],
    OrderProtectionMeasure: ['judge'],
    LiftProtectionMeasure: ['judge'],
    DecideBail: COURT,
    OrderConfiscation: ['judge'],
  },
})
