import { commandType } from '../command-type.ts'
import { AppealLodged } from '../prosecution/appeal-lodged.ts'
import { CompensationClaimFiled } from '../prosecution/compensation-claim-filed.ts'

export const ReceiveAppeal = commandType({
  name: 'ReceiveAppeal',
  service: 'adjudication',
  meaning: 'Records a notice of appeal that a party filed with the registry of the court.',
  data: AppealLodged.data,
  example: { ...AppealLodged.example, byRole: 'defence' },
  addresses: AppealLodged,
})

export const ReceiveCompensationClaim = commandType({
  name: 'ReceiveCompensationClaim',
  service: 'adjudication',
  meaning: 'Records a claim for compensation that a victim, or counsel of a victim, filed with the registry of the court.',
  data: CompensationClaimFiled.data,
  example: CompensationClaimFiled.example,
})
