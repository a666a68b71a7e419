import { commandType } from '../command-type.ts'
import { AppealLodged } from './appeal-lodged.ts'
import { ChargeAmended } from './charge-amended.ts'
import { ChargeWithdrawn } from './charge-withdrawn.ts'
import { ConfiscationSought } from './confiscation-sought.ts'
import { DisclosureMade } from './disclosure-made.ts'
import { FurtherInvestigationRequested } from './further-investigation-requested.ts'
import { JoinderAgreed } from './joinder-agreed.ts'
import { LeadJurisdictionAgreed } from './lead-jurisdiction-agreed.ts'
import { NoProsecutionDecided } from './no-prosecution-decided.ts'
import { PleaAgreementReached } from './plea-agreement-reached.ts'

export const RequestFurtherInvestigation = commandType({
  name: 'RequestFurtherInvestigation',
  service: 'prosecution',
  meaning: 'Requests further investigation from police, with the deficiencies of the dossier and a due date.',
  data: FurtherInvestigationRequested.data,
  example: FurtherInvestigationRequested.example,
})

const { accusedRef: _, ...amendment } = ChargeAmended.example

export const AmendCharge = commandType({
  name: 'AmendCharge',
  service: 'prosecution',
  meaning: 'Amends a charge; the accused cannot be changed.',
  data: ChargeAmended.data.omit({ accusedRef: true }),
  example: amendment,
  approvedBy: ['supervising-prosecutor'],
})

export const WithdrawCharge = commandType({
  name: 'WithdrawCharge',
  service: 'prosecution',
  meaning: 'Withdraws a charge.',
  data: ChargeWithdrawn.data,
  example: ChargeWithdrawn.example,
})

export const DecideNoProsecution = commandType({
  name: 'DecideNoProsecution',
  service: 'prosecution',
  meaning: 'Decides not to prosecute.',
  data: NoProsecutionDecided.data,
  example: NoProsecutionDecided.example,
})

export const MakeDisclosure = commandType({
  name: 'MakeDisclosure',
  service: 'prosecution',
  meaning: 'Discloses material to another party of the proceedings.',
  data: DisclosureMade.data,
  example: DisclosureMade.example,
})

export const SeekConfiscation = commandType({
  name: 'SeekConfiscation',
  service: 'prosecution',
  meaning: 'Requests the court to confiscate assets.',
  data: ConfiscationSought.data,
  example: ConfiscationSought.example,
})

export const AgreeLeadJurisdiction = commandType({
  name: 'AgreeLeadJurisdiction',
  service: 'prosecution',
  meaning: 'Records the agreement with other countries on the country that prosecutes.',
  data: LeadJurisdictionAgreed.data,
  example: LeadJurisdictionAgreed.example,
})

export const AgreeJoinder = commandType({
  name: 'AgreeJoinder',
  service: 'prosecution',
  meaning: 'Agrees that charges of another, linked case are tried together with an indictment of this one.',
  data: JoinderAgreed.data,
  example: JoinderAgreed.example,
})

export const RecordPleaAgreement = commandType({
  name: 'RecordPleaAgreement',
  service: 'prosecution',
  meaning: 'Records what the prosecutor and the defence agreed about a plea.',
  data: PleaAgreementReached.data,
  example: PleaAgreementReached.example,
})

export const LodgeAppeal = commandType({
  name: 'LodgeAppeal',
  service: 'prosecution',
  meaning: 'Lodges an appeal against a decision of the court.',
  data: AppealLodged.data,
  example: AppealLodged.example,
  addresses: AppealLodged,
})
