import { commandType } from '../command-type.ts'
import { ProtectionClaimRecorded } from './protection-claim-recorded.ts'
import { RepatriationAgreed } from './repatriation-agreed.ts'
import { RepatriationCompleted } from './repatriation-completed.ts'
import { ReturnWishStated } from './return-wish-stated.ts'
import { SupportCaseClosed } from './support-case-closed.ts'
import { TemporaryStayDecided } from './temporary-stay-decided.ts'

export const DecideTemporaryStay = commandType({
  name: 'DecideTemporaryStay',
  service: 'victimSupport',
  meaning: 'Records the decision on a person’s temporary stay.',
  data: TemporaryStayDecided.data,
  example: TemporaryStayDecided.example,
})

export const RecordProtectionClaim = commandType({
  name: 'RecordProtectionClaim',
  service: 'victimSupport',
  meaning: 'Records that a person claims protection from return, or fears harm on return.',
  data: ProtectionClaimRecorded.data,
  example: ProtectionClaimRecorded.example,
})

export const StateReturnWish = commandType({
  name: 'StateReturnWish',
  service: 'victimSupport',
  meaning: 'Records whether a person wishes to return, and to which country.',
  data: ReturnWishStated.data,
  example: ReturnWishStated.example,
})

export const AgreeRepatriation = commandType({
  name: 'AgreeRepatriation',
  service: 'victimSupport',
  meaning: 'Agrees on the return of a person to a country.',
  data: RepatriationAgreed.data,
  example: RepatriationAgreed.example,
})

export const CompleteRepatriation = commandType({
  name: 'CompleteRepatriation',
  service: 'victimSupport',
  bulk: true,
  meaning: 'Records that a person arrived in the country of return.',
  data: RepatriationCompleted.data,
  example: RepatriationCompleted.example,
})

export const CloseSupportCase = commandType({
  name: 'CloseSupportCase',
  service: 'victimSupport',
  meaning: 'Ends the support of a person.',
  data: SupportCaseClosed.data,
  example: SupportCaseClosed.example,
})
