import { commandType } from '../command-type.ts'
import { ProtectionClaimRecorded } from './protection-claim-recorded.ts'
import { RepatriationAgreed } from './repatriation-agreed.ts'
import { RepatriationCompleted } from './repatriation-completed.ts'
import { SupportCaseClosed } from './support-case-closed.ts'
import { TemporaryStayDecided } from './temporary-stay-decided.ts'

export const DecideTemporaryStay = commandType({
  name: 'DecideTemporaryStay',
  service: 'victimSupport',
  meaning: 'Records whether she may stay for a time.',
  data: TemporaryStayDecided.data,
  example: TemporaryStayDecided.example,
})

export const RecordProtectionClaim = commandType({
  name: 'RecordProtectionClaim',
  service: 'victimSupport',
  meaning: 'Records that she asks for protection, or fears to return.',
  data: ProtectionClaimRecorded.data,
  example: ProtectionClaimRecorded.example,
})

export const AgreeRepatriation = commandType({
  name: 'AgreeRepatriation',
  service: 'victimSupport',
  meaning: 'Agrees her return to a country.',
  data: RepatriationAgreed.data,
  example: RepatriationAgreed.example,
})

export const CompleteRepatriation = commandType({
  name: 'CompleteRepatriation',
  service: 'victimSupport',
  meaning: 'Records that she arrived.',
  data: RepatriationCompleted.data,
  example: RepatriationCompleted.example,
})

export const CloseSupportCase = commandType({
  name: 'CloseSupportCase',
  service: 'victimSupport',
  meaning: 'Ends the support for her.',
  data: SupportCaseClosed.data,
  example: SupportCaseClosed.example,
})

/** Her stay, her return and the end of support. */
export const returnCommands = [
  DecideTemporaryStay,
  RecordProtectionClaim,
  AgreeRepatriation,
  CompleteRepatriation,
  CloseSupportCase,
] as const
