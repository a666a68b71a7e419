import type { Authority, Remedy } from '@case-timeline/contracts'
import type { CaseFact, CaseHistory } from './case-history.ts'
import { liesAgainstFinalJudgment } from './remedies.ts'

/** The court of a decision, as a policy names it: of the first instance, of appeal, or the last. */
export type Instance = Extract<Authority, 'DISTRICT_COURT' | 'HIGH_COURT' | 'SUPREME_COURT'>

/**
 * The court that decides on a remedy. Undefined for a remedy against a final judgment, such as reopening: which court decides on
 * it differs by country.
 * @param isFurther whether the remedy was against the decision on an appeal
 */
export const instanceOfRemedy = (remedy: Remedy | undefined, isFurther = false): Instance | undefined => {
  if (liesAgainstFinalJudgment(remedy)) return undefined
  return isFurther || remedy === 'cassation' ? 'SUPREME_COURT' : 'HIGH_COURT'
}

/** A decision of a court that can be appealed. */
export type Judgment = CaseFact<
  | 'adjudication.VerdictDelivered'
  | 'adjudication.SentenceImposed'
  | 'adjudication.CompensationOrdered'
  | 'adjudication.ConfiscationOrdered'
  | 'adjudication.AppealDecided'
  | 'adjudication.ChargesEnded'
>

/**
 * Which court made a decision, as far as the record of the case says so. A sentence is imposed by the court that convicted:
 * that of the first instance, unless it convicted nobody of the charge since a court of appeal did.
 */
export const instancesIn = (history: CaseHistory): ((judgment: Judgment) => Instance | undefined) => {
  const decided = history.facts('adjudication.AppealDecided')
  const convictions = history.facts('adjudication.VerdictDelivered', 'adjudication.AppealDecided')
  const against = new Map(history.facts('prosecution.AppealLodged').map(({ data }) => [data.appealId, data.against]))
  const ofAppeal = ({ data: { appealId, remedy } }: (typeof decided)[number]): Instance | undefined => {
    const appealed = decided.find(({ id }) => id === against.get(appealId))
    return instanceOfRemedy(remedy, appealed !== undefined && !liesAgainstFinalJudgment(appealed.data.remedy))
  }
  return (judgment) => {
    if (judgment.type === 'adjudication.AppealDecided') return ofAppeal(judgment)
    if (judgment.type !== 'adjudication.SentenceImposed') return 'DISTRICT_COURT'
    const { chargeId } = judgment.data
    const convicting = convictions.findLast(({ id, data }) =>
      'effects' in data
        ? data.effects.some((one) => one.chargeId === chargeId && one.effect === 'convicted') && isEarlier(history, id, judgment.id)
        : data.chargeId === chargeId && isEarlier(history, id, judgment.id),
    )
    return convicting?.type === 'adjudication.AppealDecided' ? ofAppeal(convicting) : 'DISTRICT_COURT'
  }
}

const isEarlier = ({ events }: CaseHistory, one: string, other: string): boolean =>
  events.findIndex(({ id }) => id === one) < events.findIndex(({ id }) => id === other)
