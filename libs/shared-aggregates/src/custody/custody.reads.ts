import {
  chargesAgainst,
  storedOf,
  victimStatuses,
  victimStatusFacts,
  type CaseFact,
  type CaseHistory,
  type Reading,
} from '@case-timeline/casework'
import { JUSTICE_SERVICES, type JusticeService } from '@case-timeline/contracts'
import type { KnownDetention } from './custody.ts'
import { prolongedOrder } from './limits.ts'

const detentionsIn = (history: CaseHistory) =>
  history.facts(
    'investigation.DetentionOrdered',
    'investigation.DetentionExtended',
    'investigation.DetentionEnded',
    'prosecution.DetentionOrdered',
    'prosecution.DetentionExtended',
    'prosecution.DetentionEnded',
    'adjudication.DetentionOrdered',
    'adjudication.DetentionExtended',
    'adjudication.DetentionEnded',
  )

type DetentionFact = ReturnType<typeof detentionsIn>[number]
type OrderFact = CaseFact<'investigation.DetentionOrdered' | 'prosecution.DetentionOrdered' | 'adjudication.DetentionOrdered'>

const isOrder = (fact: DetentionFact): fact is OrderFact => fact.type.endsWith('.DetentionOrdered')
const isRecordedBy = (service: JusticeService, { type }: DetentionFact): boolean => type.startsWith(`${service}.`)

/** Whether a service ordered a detention and has not ended it since. An extension without an order does not count. */
const isHeldBy = (service: JusticeService, detentions: readonly DetentionFact[]): boolean => {
  const last = detentions.findLast((fact) => isRecordedBy(service, fact) && !fact.type.endsWith('.DetentionExtended'))
  return last !== undefined && isOrder(last)
}

/** When the last verdict was delivered, if every charge has a verdict and the last one on each is not guilty. */
const acquittedAt = (
  charges: readonly CaseFact<'prosecution.ChargeLaid'>[],
  verdicts: readonly CaseFact<'adjudication.VerdictDelivered'>[],
): string | undefined => {
  const isAcquittedOf = ({ data: { chargeId } }: CaseFact<'prosecution.ChargeLaid'>): boolean => {
    const last = verdicts.findLast(({ data }) => data.chargeId === chargeId)
    return last !== undefined && last.data.verdict !== 'guilty'
  }
  return charges.length > 0 && charges.every(isAcquittedOf) ? verdicts.at(-1)?.occurredAt : undefined
}

interface AboutPerson {
  readonly data: { readonly personRef: string; readonly from?: string }
}

/** What a justice service needs to know about a person's detention, charges and victim status. */
export const detentionReadingOf =
  (service: JusticeService) =>
  (history: CaseHistory, { data: { personRef, from } }: AboutPerson): Reading<KnownDetention> => {
    const isOfPerson = ({ data }: { readonly data: { readonly personRef: string } }): boolean => data.personRef === personRef
    const detentions = detentionsIn(history).filter(isOfPerson)
    const orders = detentions.filter(isOrder).map(({ data }) => data)
    const byOtherServices = detentions.filter((fact) => !isRecordedBy(service, fact))
    const flags = history.facts('investigation.VictimSuspectConflictFlagged').filter(isOfPerson)
    const statuses = victimStatusFacts(history).filter(isOfPerson)
    // An assessment of administrative liability does not resolve the victim–suspect conflict.
    const assessments = history
      .facts('prosecution.NonPunishmentAssessed')
      .filter((assessment) => isOfPerson(assessment) && assessment.data.liability === 'criminal')
    const charged = chargesAgainst(history, [personRef])
    const verdicts = history.facts('adjudication.VerdictDelivered').filter(({ data }) => data.accusedRef === personRef)
    const isFoundNotVictim = victimStatuses(statuses).get(personRef) === false
    return {
      known: {
        caseExists: history.events.length > 0,
        isHeldByOtherService: JUSTICE_SERVICES.some((other) => isHeldBy(other, byOtherServices)),
        orderedBy: prolongedOrder(orders, from)?.authority,
        hasOpenConflict: flags.length > 0 && assessments.length === 0 && !isFoundNotVictim,
        acquittedAt: acquittedAt(charged.charges, verdicts),
      },
      read: [...storedOf(byOtherServices, flags, statuses, assessments), ...charged.read, ...storedOf(verdicts)],
    }
  }
