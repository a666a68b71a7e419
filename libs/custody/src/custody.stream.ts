import {
  adjudicationDetention,
  adjudicationDetentionCommands,
  ChargeLaid,
  ChargeWithdrawn,
  ForeignIdentificationRecognised,
  investigationDetention,
  investigationDetentionCommands,
  JUSTICE_SERVICES,
  NonPunishmentAssessed,
  PresumedVictimIdentified,
  prosecutionDetention,
  prosecutionDetentionCommands,
  VerdictDelivered,
  VictimStatusDetermined,
  VictimSuspectConflictFlagged,
  type Authority,
  type FactOf,
  type JusticeService,
} from '@case-timeline/contracts'
import { standing, type Aggregate, type Standing } from '@case-timeline/event-store'
import type { Custody, CustodyCommand, CustodyFact, CustodyKnown } from './domain/custody.ts'
import { custodyOf } from './domain/custody.decide.ts'
import { endsBeforeItStarts } from './domain/interval.ts'

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

const isNegative = ({ data }: { readonly data: object }): boolean => 'status' in data && data.status === 'NotAVictimOfTrafficking'

/**
 * Whether it was last found that she is no victim: then no conflict is open any more. What nobody approved was found of one whom nobody
 * presumed a victim, and takes nothing away from whom she turns out to be.
 */
const isFoundNone = (statuses: readonly { readonly data: object }[]): boolean => {
  const last = statuses.at(-1)
  return last !== undefined && isNegative(last) && ('approver' in last.data || statuses.every(isNegative))
}

/** Who ordered the detention that is prolonged from a day on: the last order on record that did not begin after it. */
const orderedBy = (detentions: readonly Detention[], from: string | undefined): Authority | undefined =>
  detentions
    .filter(({ type }) => type.endsWith('.DetentionOrdered'))
    .map(({ data }) => data as FactOf<typeof investigationDetention.DetentionOrdered>['data'])
    .findLast((order) => from === undefined || !endsBeforeItStarts(order.from, from))?.authority

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
  known: (history, { data }) => {
    const { personRef } = data
    const all = standing(history, ...detention).filter((one) => one.data.personRef === personRef)
    const detentions = all.filter(({ type }) => serviceOf(type) !== service)
    const flags = standing(history, VictimSuspectConflictFlagged).filter(({ data }) => data.personRef === personRef)
    // Whether a fine or a deportation is spared her says nothing of her being a suspect.
    const assessments = standing(history, NonPunishmentAssessed).filter(
      ({ data }) => data.personRef === personRef && data.liability === 'criminal',
    )
    const statuses = standing(history, PresumedVictimIdentified, VictimStatusDetermined, ForeignIdentificationRecognised).filter(
      ({ data }) => data.personRef === personRef,
    )
    const withdrawn = standing(history, ChargeWithdrawn)
    const charges = standing(history, ChargeLaid).filter(
      ({ data }) => data.accusedRef === personRef && !withdrawn.some((one) => one.data.chargeId === data.chargeId),
    )
    const verdicts = standing(history, VerdictDelivered).filter(({ data }) => data.accusedRef === personRef)
    const known: CustodyKnown = {
      caseExists: history.length > 0,
      heldElsewhere: JUSTICE_SERVICES.some((one) => isHeldBy(one, detentions)),
      orderedBy: orderedBy(all, 'from' in data ? data.from : undefined),
      conflictIsOpen: flags.length > 0 && assessments.length === 0 && !isFoundNone(statuses),
      acquittedAt: acquittedAt(charges, verdicts),
    }
    const read = [...detentions, ...flags, ...statuses, ...assessments, ...charges, ...withdrawn, ...verdicts].map(({ stored }) => stored)
    return { known, read }
  },
})
