import type { DataOf } from '@case-timeline/contracts'

export type Verdict = DataOf<'adjudication.VerdictDelivered'>['verdict']

type AppealEffect = DataOf<'adjudication.AppealDecided'>['effects'][number]['effect']

/**
 * The verdict on a charge after an appeal was decided.
 * @param verdict the earlier verdict; absent: there was none
 * @returns undefined after a retrial was ordered: the charge has to be decided again
 */
export const verdictAfterAppeal = (verdict: Verdict | undefined, effect: AppealEffect): Verdict | undefined => {
  switch (effect) {
    case 'retrial':
      return undefined
    case 'acquitted':
      return 'notGuilty'
    case 'convicted':
      return 'guilty'
    case 'verdictStands':
    case 'sentenceChanged':
      return verdict
  }
}
