import { commandType } from '../command-type.ts'
import { AppealLodged } from './appeal-lodged.ts'
import { ChargeAmended } from './charge-amended.ts'
import { ChargeWithdrawn } from './charge-withdrawn.ts'
import { ConfiscationSought } from './confiscation-sought.ts'
import { DisclosureMade } from './disclosure-made.ts'
import { FurtherInvestigationRequested } from './further-investigation-requested.ts'
import { LeadJurisdictionAgreed } from './lead-jurisdiction-agreed.ts'
import { NoProsecutionDecided } from './no-prosecution-decided.ts'

export const RequestFurtherInvestigation = commandType({
  name: 'RequestFurtherInvestigation',
  service: 'prosecution',
  meaning: 'Tell police what a dossier still lacks.',
  data: FurtherInvestigationRequested.data,
  example: FurtherInvestigationRequested.example,
})

const { accusedRef: _, ...amendment } = ChargeAmended.example

export const AmendCharge = commandType({
  name: 'AmendCharge',
  service: 'prosecution',
  meaning: 'Change a charge; whom it accuses stays.',
  data: ChargeAmended.data.omit({ accusedRef: true }),
  example: amendment,
})

export const WithdrawCharge = commandType({
  name: 'WithdrawCharge',
  service: 'prosecution',
  meaning: 'Take a charge back.',
  data: ChargeWithdrawn.data,
  example: ChargeWithdrawn.example,
})

export const DecideNoProsecution = commandType({
  name: 'DecideNoProsecution',
  service: 'prosecution',
  meaning: 'Decide not to prosecute.',
  data: NoProsecutionDecided.data,
  example: NoProsecutionDecided.example,
})

export const MakeDisclosure = commandType({
  name: 'MakeDisclosure',
  service: 'prosecution',
  meaning: 'Lay material open to another party of the proceedings.',
  data: DisclosureMade.data,
  example: DisclosureMade.example,
})

export const SeekConfiscation = commandType({
  name: 'SeekConfiscation',
  service: 'prosecution',
  meaning: 'Ask the court to confiscate assets.',
  data: ConfiscationSought.data,
  example: ConfiscationSought.example,
})

export const AgreeLeadJurisdiction = commandType({
  name: 'AgreeLeadJurisdiction',
  service: 'prosecution',
  meaning: 'Agree with other countries which of them prosecutes.',
  data: LeadJurisdictionAgreed.data,
  example: LeadJurisdictionAgreed.example,
})

export const LodgeAppeal = commandType({
  name: 'LodgeAppeal',
  service: 'prosecution',
  meaning: 'Bring a decision of the court before the next one.',
  data: AppealLodged.data,
  example: AppealLodged.example,
})

export const chargingCommands = [
  RequestFurtherInvestigation,
  AmendCharge,
  WithdrawCharge,
  DecideNoProsecution,
  MakeDisclosure,
  SeekConfiscation,
  AgreeLeadJurisdiction,
  LodgeAppeal,
] as const
