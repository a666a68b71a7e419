import { commandType } from '../command-type.ts'
import { EvidenceRuledOn } from './evidence-ruled-on.ts'
import { HearingAdjourned } from './hearing-adjourned.ts'
import { HearingDateOrdered } from './hearing-date-ordered.ts'
import { PleaAgreementDecided } from './plea-agreement-decided.ts'
import { PleaEntered } from './plea-entered.ts'
import { TestimonyGiven } from './testimony-given.ts'
import { VictimImpactReceived } from './victim-impact-received.ts'

export const OrderHearingDate = commandType({
  name: 'OrderHearingDate',
  service: 'adjudication',
  meaning: 'Records that a court ordered a hearing.',
  data: HearingDateOrdered.data,
  example: HearingDateOrdered.example,
})

export const AdjournHearing = commandType({
  name: 'AdjournHearing',
  service: 'adjudication',
  meaning: 'Records that a hearing was adjourned.',
  data: HearingAdjourned.data,
  example: HearingAdjourned.example,
})

export const EnterPlea = commandType({
  name: 'EnterPlea',
  service: 'adjudication',
  meaning: 'Records the plea of an accused to a charge.',
  data: PleaEntered.data,
  example: PleaEntered.example,
})

export const DecidePleaAgreement = commandType({
  name: 'DecidePleaAgreement',
  service: 'adjudication',
  meaning: 'Records that the court approved or rejected an agreement about a plea.',
  data: PleaAgreementDecided.data,
  example: PleaAgreementDecided.example,
})

export const GiveTestimony = commandType({
  name: 'GiveTestimony',
  service: 'adjudication',
  meaning: 'Records that a person testified, and which protection measures were in force.',
  data: TestimonyGiven.data,
  example: TestimonyGiven.example,
})

export const RuleOnEvidence = commandType({
  name: 'RuleOnEvidence',
  service: 'adjudication',
  meaning: 'Admits or excludes an item of evidence.',
  data: EvidenceRuledOn.data,
  example: EvidenceRuledOn.example,
})

export const ReceiveVictimImpact = commandType({
  name: 'ReceiveVictimImpact',
  service: 'adjudication',
  meaning: 'Records that the court received a victim’s impact statement.',
  data: VictimImpactReceived.data,
  example: VictimImpactReceived.example,
})
