import type { CommandOfAggregate } from '@case-timeline/commands'
import {
  AmendCharge,
  AssessNonPunishment,
  DecideDecisionReview,
  DecideNoProsecution,
  FileCompensationClaim,
  FileIndictment,
  LayCharge,
  ReceiveDossier,
  RecordTestimonyConsent,
  RequestDecisionReview,
  SeekConfiscation,
  WithdrawCharge,
  type CommandType,
} from '@case-timeline/contracts'
import { anyCommandOf, fewIds, ruleIsNeverViolated, officer, type AcceptedCommand } from '@case-timeline/decider/fixtures'
import type { Rule } from '@case-timeline/decider'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import * as chargeRules from './charges.rules.ts'
import * as courtRules from './court.rules.ts'
import type { FileIndictment as Indicting, KnownPersons, WithdrawCharge as Withdrawing } from './prosecution.commands.ts'
import { prosecutionStream } from './prosecution.stream.ts'
import { manifestHash } from './prosecution.fixtures.ts'
import * as rules from './prosecution.rules.ts'
import type { Charge, ProsecutionEvent } from './prosecution.ts'
import * as victimRules from './victims.rules.ts'

type ProsecutionCommand = CommandOfAggregate<typeof prosecutionStream>
type TakenStep = AcceptedCommand<ProsecutionCommand, ProsecutionEvent>

const [, other] = ['p.reyes', 'l.santos']
const acts = ['computerFraud', 'assault']
const offences = ['traffickingInPersons', ...acts]
const later = '2027-03-31T16:00:00Z'

const age = fc.record({ ageBand: fc.constantFrom('child', 'adult', 'unknown'), ageDisputed: fc.boolean() })
const known = fc.record({
  victims: fc.dictionary(fc.constantFrom(...fewIds), age, { maxKeys: 2 }),
  conflicts: fc.subarray([...fewIds], { maxLength: 1 }),
  beforeCourt: fc.dictionary(fc.constantFrom(...fewIds), fc.constantFrom('pending', 'decided', 'open')),
  manifestHashOf: fc.constant(Object.fromEntries(fewIds.map((id) => [id, manifestHash]))),
  frozenOrTraced: fc.subarray([...fewIds]),
  informedOfCompensation: fc.boolean(),
  decidedBy: fc.dictionary(fc.constantFrom('e0000000-0000-4000-8000-000000000001'), fc.constantFrom(officer.userId, other)),
}) as unknown as fc.Arbitrary<ProsecutionCommand['known']>

/** Commands about few acts and offences, with data that makes their acceptance likely. */
const commandsOf = (...types: readonly CommandType[]): fc.Arbitrary<ProsecutionCommand> =>
  fc
    .tuple(
      anyCommandOf<ProsecutionCommand>([ReceiveDossier, ...types], known),
      fc.subarray(acts, { minLength: 1 }),
      fc.constantFrom(...offences),
      fc.constantFrom(...Array.from({ length: 12 }, (_, n) => `e0000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`)),
    )
    .map(([command, some, offenceCode, decisionEventId]) => {
      const plausibleData: Readonly<Record<string, object>> = {
        ReceiveDossier: { manifestHash, foundHash: manifestHash },
        AssessNonPunishment: { acts: some, liability: 'criminal' },
        LayCharge: { offenceCode, acts: some.slice(1) },
        AmendCharge: { offenceCode, acts: some.slice(1) },
        DecideNoProsecution: { reviewUntil: later },
        RequestDecisionReview: { decisionEventId },
        DecideDecisionReview: { decisionEventId },
      }
      return { ...command, data: { ...command.data, ...plausibleData[command.name] } } as ProsecutionCommand
    })

/** The live charges, derived from the recorded events. */
const liveChargesIn = (before: readonly ProsecutionEvent[]): ReadonlyMap<string, Charge> => {
  const live = new Map<string, Charge>()
  for (const { type, data } of before) {
    if (type === 'prosecution.ChargeLaid') live.set(data.chargeId, data)
    if (type === 'prosecution.ChargeWithdrawn') live.delete(data.chargeId)
    const charge = type === 'prosecution.ChargeAmended' ? live.get(data.chargeId) : undefined
    if (type === 'prosecution.ChargeAmended' && charge) live.set(data.chargeId, { ...data, accusedRef: charge.accusedRef })
  }
  return live
}

const idsOf = <T extends ProsecutionEvent['type'], K extends string>(before: readonly ProsecutionEvent[], type: T, key: K): unknown[] =>
  before.filter((event) => event.type === type).flatMap(({ data }) => (data as unknown as Record<K, unknown>)[key])

/** Whether the last assessment of each charged act (each act of the accused if none is named) found it unrelated. */
const isCleared = (before: readonly ProsecutionEvent[], { accusedRef, offenceCode, acts: charged = [] }: Charge): boolean => {
  const assessments = before.flatMap((event) =>
    event.type === 'prosecution.NonPunishmentAssessed' && event.data.personRef === accusedRef ? [event.data] : [],
  )
  const of = (act: string) => assessments.findLast((one) => one.acts.includes(act))
  const named = [...charged, offenceCode].filter((act) => charged.includes(act) || of(act) !== undefined)
  const concerned = named.length > 0 ? named : assessments.flatMap((one) => one.acts)
  return concerned.length > 0 && concerned.every((act) => of(act)?.decision === 'notDirectlyRelated')
}

const accusesVictim = (before: readonly ProsecutionEvent[], charge: Charge, { victims, conflicts }: KnownPersons): boolean =>
  (charge.accusedRef in victims || conflicts.includes(charge.accusedRef)) && !isCleared(before, charge)

const lacksElement = ({ offenceCode, perVictim, withoutVictim }: Charge, { victims }: KnownPersons): boolean =>
  offenceCode === 'traffickingInPersons' &&
  ((perVictim.length === 0 && withoutVictim === undefined) ||
    perVictim.some(({ personRef, act, nationalAct = [], means, purpose }) => {
      const found = victims[personRef]
      const needsMeans = found === undefined || (found.ageBand === 'adult' && !found.ageDisputed)
      return [...act, ...nationalAct].length === 0 || purpose.length === 0 || (means.length === 0 && needsMeans)
    }))

/** The charge after a command that lays or amends one. */
const chargeOf = ({ before, command }: TakenStep): Charge | undefined => {
  if (command.name === 'LayCharge') return command.data
  const accusedRef = command.name === 'AmendCharge' ? liveChargesIn(before).get(command.data.chargeId)?.accusedRef : undefined
  return command.name === 'AmendCharge' && accusedRef !== undefined ? { ...command.data, accusedRef } : undefined
}

const personsIn = ({ command }: TakenStep): KnownPersons => command.known as KnownPersons

const indictedIn = ({ before }: TakenStep, { data }: Indicting): readonly Charge[] =>
  data.chargeIds.flatMap((chargeId) => liveChargesIn(before).get(chargeId) ?? [])

const conductOf = ({ accusedRef, offenceCode, perVictim }: Charge): string =>
  JSON.stringify([accusedRef, offenceCode, [...new Set(perVictim.map(({ personRef }) => personRef))].toSorted()])

type Committed = NonNullable<Charge['committed']>

/** Whether two stated times may overlap, by their years, which is all that is certain of a year. */
const mayOverlap = ({ committed: one }: Charge, { committed: other }: Charge): boolean => {
  const isOver = (first: Committed, second: Committed): boolean => {
    const end = first.until ?? first.from
    const length = Math.min(...[end, second.from].map((text) => (text.length < 7 ? 4 : text.length < 10 ? 7 : 10)))
    return end.slice(0, length) < second.from.slice(0, length)
  }
  const saysNothing = (stated: Committed | undefined) => stated === undefined || isOver(stated, stated)
  return saysNothing(one) || saysNothing(other) || !(isOver(one!, other!) || isOver(other!, one!))
}

const law = (rule: Rule<never, never>, commands: fc.Arbitrary<ProsecutionCommand>, isWrong: (taken: TakenStep) => boolean) =>
  it(rule.sentence, () => ruleIsNeverViolated(rule, prosecutionStream, commands, isWrong))

describe('no sequence of commands violates a rule on charges', () => {
  const charging = commandsOf(AssessNonPunishment, LayCharge, AmendCharge, WithdrawCharge, FileIndictment)

  law(rules.chargeRestsOnDossier, charging, ({ before, command }) => {
    if (before.some(({ type }) => type === 'prosecution.DossierReceived')) return false
    // No court registered a complaint in these cases.
    return command.name === 'LayCharge' || command.name === 'FileIndictment'
  })
  law(rules.victimIsNotChargedBeforeNonPunishmentIsAssessed, charging, (taken) => {
    const charge = chargeOf(taken)
    return charge !== undefined && accusesVictim(taken.before, charge, personsIn(taken))
  })
  law(rules.victimIsNotIndictedBeforeNonPunishmentIsAssessed, charging, (taken) =>
    taken.command.name === 'FileIndictment'
      ? indictedIn(taken, taken.command).some((charge) => accusesVictim(taken.before, charge, personsIn(taken)))
      : false,
  )
  law(rules.chargeNeedsActMeansAndPurpose, charging, (taken) => {
    const charge = chargeOf(taken)
    return charge !== undefined && lacksElement(charge, personsIn(taken))
  })
  const withoutMeans = commandsOf(LayCharge, FileIndictment).map((command): ProsecutionCommand => {
    if (command.name === 'FileIndictment') return { ...command, data: { ...command.data, chargeIds: command.data.chargeIds.slice(0, 1) } }
    if (command.name !== 'LayCharge') return command
    const perVictim = command.data.perVictim.map((one) => ({ ...one, act: one.act.slice(0, 1), means: [] }))
    return { ...command, data: { ...command.data, offenceCode: 'traffickingInPersons', perVictim: perVictim.slice(0, 1) } }
  })
  law(rules.eachIndictedChargeHasItsElements, withoutMeans, (taken) =>
    taken.command.name === 'FileIndictment'
      ? indictedIn(taken, taken.command).some((charge) => lacksElement(charge, personsIn(taken)))
      : false,
  )
  law(rules.chargeIsLaidOnce, charging, ({ before, command }) =>
    command.name === 'LayCharge' ? idsOf(before, 'prosecution.ChargeLaid', 'chargeId').includes(command.data.chargeId) : false,
  )
  law(rules.indictmentHasLiveCharges, charging, (taken) =>
    taken.command.name === 'FileIndictment'
      ? taken.command.data.chargeIds.length === 0 || indictedIn(taken, taken.command).length < taken.command.data.chargeIds.length
      : false,
  )
  law(chargeRules.sameConductIsChargedOnce, charging, (taken) => {
    const charge = chargeOf(taken)
    if (!charge || charge.perVictim.length === 0) return false
    const others = [...liveChargesIn(taken.before).values()].filter(({ chargeId }) => chargeId !== charge.chargeId)
    return others.some((one) => conductOf(one) === conductOf(charge) && mayOverlap(one, charge))
  })
  law(chargeRules.onlyLiveChargeChanges, charging, ({ before, command }) =>
    command.name === 'AmendCharge' || command.name === 'WithdrawCharge' ? !liveChargesIn(before).has(command.data.chargeId) : false,
  )
  const changing = commandsOf(LayCharge, AmendCharge, WithdrawCharge, FileIndictment).map((command): ProsecutionCommand => {
    if (command.name === 'FileIndictment') return { ...command, data: { ...command.data, chargeIds: command.data.chargeIds.slice(0, 1) } }
    return command.name === 'LayCharge' ? { ...command, data: { ...command.data, perVictim: [], withoutVictim: 'attempt' } } : command
  })
  law(chargeRules.filedChargeChangesWithCourtLeave, changing, ({ before, command }) => {
    if (command.name !== 'AmendCharge' && command.name !== 'WithdrawCharge') return false
    const { chargeId, leaveRef } = (command as Withdrawing).data
    return leaveRef === undefined && idsOf(before, 'prosecution.IndictmentFiled', 'chargeIds').includes(chargeId)
  })
  law(rules.anotherPersonApprovesNonPunishment, charging, ({ command }) =>
    command.name === 'AssessNonPunishment' ? command.approver === undefined || command.approver.userId === command.actor.userId : false,
  )
  law(rules.decisionFollowsFinding, charging, ({ command }) =>
    command.name === 'AssessNonPunishment' ? command.data.directlyRelated && command.data.decision === 'notDirectlyRelated' : false,
  )
})

describe('no sequence of commands violates a rule that protects victims', () => {
  const deciding = commandsOf(
    RecordTestimonyConsent,
    FileCompensationClaim,
    DecideNoProsecution,
    RequestDecisionReview,
    DecideDecisionReview,
  )

  law(victimRules.testimonyIsVoluntary, deciding, ({ command }) => command.name === 'RecordTestimonyConsent' && !command.data.voluntary)
  law(
    victimRules.assistanceIsIndependentOfTestimony,
    deciding,
    ({ command }) => command.name === 'RecordTestimonyConsent' && command.data.assistanceDependsOnIt,
  )
  law(victimRules.witnessTravelsSafely, deciding, ({ command }) => {
    const travel = command.name === 'RecordTestimonyConsent' ? command.data.travel : undefined
    return travel !== undefined && (travel.safetyPlanRef === undefined || travel.safeConductRef === undefined)
  })
  law(
    victimRules.claimantWasInformedOfRight,
    deciding,
    ({ command }) => command.name === 'FileCompensationClaim' && !command.known.informedOfCompensation,
  )
  law(victimRules.onlyDecisionNotToProceedIsReviewed, deciding, ({ before, command }) => {
    if (command.name !== 'RequestDecisionReview') return false
    const { decisionEventId } = command.data
    const decision = before.find(({ id }) => id === decisionEventId)
    const isRequested = idsOf(before, 'prosecution.DecisionReviewRequested', 'decisionEventId').includes(decisionEventId)
    return decision?.type !== 'prosecution.NoProsecutionDecided' || isRequested
  })
  law(
    victimRules.anotherPersonReviewsDecision,
    deciding,
    ({ command }) =>
      command.name === 'DecideDecisionReview' && command.known.decidedBy[command.data.decisionEventId] === command.actor.userId,
  )
  law(
    courtRules.onlyTracedOrFrozenAssetsAreConfiscated,
    commandsOf(SeekConfiscation),
    ({ command }) =>
      command.name === 'SeekConfiscation' && command.data.assetIds.some((assetId) => !command.known.frozenOrTraced.includes(assetId)),
  )
})
