import {
  adjudicationDetention,
  adjudicationDetentionCommands,
  ChargeLaid,
  investigationDetention,
  investigationDetentionCommands,
  JUSTICE_SERVICES,
  NonPunishmentAssessed,
  prosecutionDetention,
  prosecutionDetentionCommands,
  VerdictDelivered,
  VictimSuspectConflictFlagged,
  type JusticeService,
} from '@case-timeline/contracts'
import { standing, type Aggregate, type Standing } from '@case-timeline/event-store'
import type { Custody, CustodyCommand, CustodyFact, CustodyKnown } from './domain/custody.ts'
import { custodyOf } from './domain/custody.decide.ts'

const detention = [
  ...Object.values(investigationDetention),
  ...Object.values(prosecutionDetention),
  ...Object.values(adjudicationDetention),
]
const commands = {
  investigation: investigationDetentionCommands,
  prosecution: prosecutionDetentionCommands,
  adjudication: adjudicationDetentionCommands,
}

type Detention = Standing<(typeof detention)[number]>

const serviceOf = (type: string): string => type.slice(0, type.indexOf('.'))

/** Whether a service ordered that she be held and has not ended it since. */
const isHeldBy = (service: string, detentions: readonly Detention[]): boolean => {
  const last = detentions.findLast(({ type }) => serviceOf(type) === service && !type.endsWith('.DetentionExtended'))
  return last?.type.endsWith('.DetentionOrdered') ?? false
}

/** When the last charge was decided, if each was and none ended in guilt. */
const acquittedAt = (charges: readonly Standing<typeof ChargeLaid>[], verdicts: readonly Standing<typeof VerdictDelivered>[]) => {
  const isAcquittedOf = ({ data: { chargeId } }: Standing<typeof ChargeLaid>): boolean => {
    const last = verdicts.findLast(({ data }) => data.chargeId === chargeId)
    return last !== undefined && last.data.verdict !== 'guilty'
  }
  return charges.length > 0 && charges.every(isAcquittedOf) ? verdicts.at(-1)?.occurredAt : undefined
}

/** The stream `<service>.custody-<caseId>~<personRef>`: what the authorities of one service did with one person's liberty. */
export const custodyStreamOf = (service: JusticeService): Aggregate<Custody, CustodyCommand, CustodyFact> => ({
  service,
  name: 'custody',
  events: detention.filter(({ type }) => serviceOf(type) === service),
  commands: Object.values(commands[service]),
  decider: custodyOf(service),
  streamId: (caseId, { personRef }) => `${caseId}~${personRef}`,
  known: (history, { data: { personRef } }) => {
    const detentions = standing(history, ...detention).filter(
      ({ type, data }) => data.personRef === personRef && serviceOf(type) !== service,
    )
    const flags = standing(history, VictimSuspectConflictFlagged).filter(({ data }) => data.personRef === personRef)
    const assessments = standing(history, NonPunishmentAssessed).filter(({ data }) => data.personRef === personRef)
    const charges = standing(history, ChargeLaid).filter(({ data }) => data.accusedRef === personRef)
    const verdicts = standing(history, VerdictDelivered).filter(({ data }) => data.accusedRef === personRef)
    const known: CustodyKnown = {
      caseExists: history.length > 0,
      heldElsewhere: JUSTICE_SERVICES.some((one) => isHeldBy(one, detentions)),
      conflictIsOpen: flags.length > 0 && assessments.length === 0,
      acquittedAt: acquittedAt(charges, verdicts),
    }
    return { known, read: [...detentions, ...flags, ...assessments, ...charges, ...verdicts].map(({ stored }) => stored) }
  },
})
