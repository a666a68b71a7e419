import { commandType } from '../command-type.ts'
import { EvidenceRuledOn } from './evidence-ruled-on.ts'
import { HearingAdjourned } from './hearing-adjourned.ts'
import { HearingDateOrdered } from './hearing-date-ordered.ts'
import { PleaEntered } from './plea-entered.ts'
import { TestimonyGiven } from './testimony-given.ts'
import { VictimImpactReceived } from './victim-impact-received.ts'

export const OrderHearingDate = commandType({
  name: 'OrderHearingDate',
  service: 'adjudication',
  meaning: 'Records that a court ordered that there be a hearing.',
  data: HearingDateOrdered.data,
  example: HearingDateOrdered.example,
})

export const AdjournHearing = commandType({
  name: 'AdjournHearing',
  service: 'adjudication',
  meaning: 'Records that a hearing was put off.',
  data: HearingAdjourned.data,
  example: HearingAdjourned.example,
})

export const EnterPlea = commandType({
  name: 'EnterPlea',
  service: 'adjudication',
  meaning: 'Records how an accused answered a charge.',
  data: PleaEntered.data,
  example: PleaEntered.example,
})

export const GiveTestimony = commandType({
  name: 'GiveTestimony',
  service: 'adjudication',
  meaning: 'Records that a person was heard, and how she was protected.',
  data: TestimonyGiven.data,
  example: TestimonyGiven.example,
})

export const RuleOnEvidence = commandType({
  name: 'RuleOnEvidence',
  service: 'adjudication',
  meaning: 'Admits an item as evidence, or keeps it out.',
  data: EvidenceRuledOn.data,
  example: EvidenceRuledOn.example,
})

export const ReceiveVictimImpact = commandType({
  name: 'ReceiveVictimImpact',
  service: 'adjudication',
  meaning: 'Records that a victim told the court of the harm done to her.',
  data: VictimImpactReceived.data,
  example: VictimImpactReceived.example,
})

/** What happens at and around a hearing. */
export const hearingCommands = [OrderHearingDate, AdjournHearing, EnterPlea, GiveTestimony, RuleOnEvidence, ReceiveVictimImpact] as const
