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

/** What an event says of the courts that decided in a case. This shape is stored in `deadlines_v13`: change it with the view's version. */
export interface CourtFact {
  readonly eventId: string
  /** The charge on which a court of the first instance gave a verdict. */
  readonly verdictOn?: string | undefined
  /** The charge for which a court imposed a sentence. */
  readonly sentencedFor?: string | undefined
  /** The decision on an appeal, and the charges of which it convicted somebody. */
  readonly decided?: { readonly appealId: string; readonly remedy?: Remedy | undefined; readonly convicts: readonly string[] } | undefined
  /** An appeal, and the event of the decision against which it was lodged. */
  readonly lodged?: { readonly appealId: string; readonly against: string } | undefined
}

type DecidedAppeal = CaseFact<'adjudication.AppealDecided'>['data']

export const verdictFact = ({ chargeId }: { readonly chargeId: string }, eventId: string): CourtFact => ({ eventId, verdictOn: chargeId })
export const sentenceFact = ({ chargeId }: { readonly chargeId: string }, eventId: string): CourtFact => ({
  eventId,
  sentencedFor: chargeId,
})
export const appealFact = (
  { appealId, remedy, effects }: Pick<DecidedAppeal, 'appealId' | 'remedy' | 'effects'>,
  eventId: string,
): CourtFact => ({
  eventId,
  decided: { appealId, remedy, convicts: effects.flatMap(({ chargeId, effect }) => (effect === 'convicted' ? [chargeId] : [])) },
})
export const lodgedFact = ({ appealId, against }: NonNullable<CourtFact['lodged']>, eventId: string): CourtFact => ({
  eventId,
  lodged: { appealId, against },
})

/**
 * Which court made the decision of an event, as far as the record of the case says so. A sentence is imposed by the court that
 * convicted: that of the first instance, unless it convicted nobody of the charge since a court of appeal did.
 * @param facts in recording order
 */
export const courtOf = (facts: readonly CourtFact[]): ((eventId: string) => Instance | undefined) => {
  const against = new Map(facts.flatMap(({ lodged }) => (lodged ? [[lodged.appealId, lodged.against] as const] : [])))
  const ofAppeal = ({ appealId, remedy }: NonNullable<CourtFact['decided']>): Instance | undefined => {
    const appealed = facts.find(({ eventId, decided }) => decided && eventId === against.get(appealId))?.decided
    return instanceOfRemedy(remedy, appealed !== undefined && !liesAgainstFinalJudgment(appealed.remedy))
  }
  return (eventId) => {
    const place = facts.findIndex((fact) => fact.eventId === eventId)
    const { decided, sentencedFor: chargeId } = facts[place] ?? { eventId }
    if (decided) return ofAppeal(decided)
    if (chargeId === undefined) return 'DISTRICT_COURT'
    const convicting = facts.slice(0, place).findLast((one) => one.verdictOn === chargeId || one.decided?.convicts.includes(chargeId))
    return convicting?.decided ? ofAppeal(convicting.decided) : 'DISTRICT_COURT'
  }
}

/** The same of the judgments in a case's history. */
export const instancesIn = (history: CaseHistory): ((judgment: Pick<Judgment, 'id'>) => Instance | undefined) => {
  const found = history.facts(
    'adjudication.VerdictDelivered',
    'adjudication.SentenceImposed',
    'adjudication.AppealDecided',
    'prosecution.AppealLodged',
  )
  const court = courtOf(found.map(factOf))
  return ({ id }) => court(id)
}

const factOf = (
  fact: CaseFact<
    'adjudication.VerdictDelivered' | 'adjudication.SentenceImposed' | 'adjudication.AppealDecided' | 'prosecution.AppealLodged'
  >,
): CourtFact => {
  switch (fact.type) {
    case 'adjudication.VerdictDelivered':
      return verdictFact(fact.data, fact.id)
    case 'adjudication.SentenceImposed':
      return sentenceFact(fact.data, fact.id)
    case 'adjudication.AppealDecided':
      return appealFact(fact.data, fact.id)
    case 'prosecution.AppealLodged':
      return lodgedFact(fact.data, fact.id)
  }
}
