import { commandType } from '../command-type.ts'
import { CompensationClaimFiled } from '../prosecution/compensation-claim-filed.ts'
import { TestimonyRefused } from '../prosecution/testimony-refused.ts'
import { ClaimWishStated } from './claim-wish-stated.ts'

export const StateClaimWish = commandType({
  name: 'StateClaimWish',
  service: 'victimSupport',
  meaning: 'Records whether a person wishes to claim compensation.',
  data: ClaimWishStated.data,
  example: ClaimWishStated.example,
})

/** In a group, because prosecutors have commands of the same names. */
export const supportStatements = {
  RecordTestimonyRefusal: commandType({
    name: 'RecordTestimonyRefusal',
    service: 'victimSupport',
    meaning:
      'Records that a person said to victim support that they will not testify. It stays there, unless a consent covers it for every office of prosecutors and courts that victim support sees in the case; offices of the sector that take part by events which support does not receive read it, too.',
    data: TestimonyRefused.data,
    example: TestimonyRefused.example,
  }),
  FileCompensationClaim: commandType({
    name: 'FileCompensationClaim',
    service: 'victimSupport',
    meaning: 'Records a claim for compensation that a supported person filed in the criminal case.',
    data: CompensationClaimFiled.data,
    example: CompensationClaimFiled.example,
  }),
}
