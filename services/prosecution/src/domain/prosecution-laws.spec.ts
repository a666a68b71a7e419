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
import { anyOf, fewIds, nothingIsRecordedAgainst, officer, type Taken } from '@case-timeline/decider/fixtures'
import type { Rule } from '@case-timeline/decider'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import * as chargeRules from './charges.rules.ts'
import * as courtRules from './court.rules.ts'
import type {
  FileIndictment as Indicting,
  KnownPersons,
  ProsecutionCommand,
  WithdrawCharge as Withdrawing,
} from './prosecution.commands.ts'
import { prosecution } from './prosecution.decide.ts'
import { manifestHash } from './prosecution.fixtures.ts'
import * as rules from './prosecution.rules.ts'
import type { Charge, ProsecutionFact } from './prosecution.ts'
import * as victimRules from './victims.rules.ts'

type TakenHere = Taken<ProsecutionCommand, ProsecutionFact>

const [, other] = ['p.reyes', 'l.santos']
const acts = ['computerFraud', 'assault']
const offences = ['traffickingInPersons', ...acts]
const later = '2027-03-31T16:00:00Z'

const age = fc.record({ ageBand: fc.constantFrom('child', 'adult', 'unknown'), ageDisputed: fc.boolean() })
const known = fc.record({
  victims: fc.dictionary(fc.constantFrom(...fewIds), age, { maxKeys: 2 }),
  conflicts: fc.subarray([...fewIds], { maxLength: 1 }),
  manifestHashOf: fc.constant(Object.fromEntries(fewIds.map((id) => [id, manifestHash]))),
  frozenOrTraced: fc.subarray([...fewIds]),
  informedOfCompensation: fc.boolean(),
  decidedBy: fc.dictionary(fc.constantFrom('e0000000-0000-4000-8000-000000000001'), fc.constantFrom(officer.userId, other)),
}) as unknown as fc.Arbitrary<ProsecutionCommand['known']>

/** Commands that speak of few acts and offences, at a time at which they can be taken. */
const asking = (...types: readonly CommandType[]): fc.Arbitrary<ProsecutionCommand> =>
  fc
    .tuple(
      anyOf<ProsecutionCommand>([ReceiveDossier, ...types], known),
      fc.subarray(acts, { minLength: 1 }),
      fc.constantFrom(...offences),
      fc.constantFrom(officer.userId, other),
      fc.constantFrom(...Array.from({ length: 12 }, (_, n) => `e0000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`)),
    )
    .map(([command, some, offenceCode, userId, decisionEventId]) => {
      const said: Readonly<Record<string, object>> = {
        ReceiveDossier: { manifestHash, foundHash: manifestHash },
        AssessNonPunishment: { acts: some, approver: { userId, role: 'supervising-prosecutor' }, liability: 'criminal' },
        LayCharge: { offenceCode, acts: some.slice(1) },
        AmendCharge: { offenceCode, acts: some.slice(1) },
        DecideNoProsecution: { reviewUntil: later },
        RequestDecisionReview: { decisionEventId },
        DecideDecisionReview: { decisionEventId },
      }
      return { ...command, data: { ...command.data, ...said[command.name] } } as ProsecutionCommand
    })

/** The charges that are live, as the record tells them. */
const liveIn = (before: readonly ProsecutionFact[]): ReadonlyMap<string, Charge> => {
  const live = new Map<string, Charge>()
  for (const { type, data } of before) {
    if (type === 'prosecution.ChargeLaid') live.set(data.chargeId, data)
    if (type === 'prosecution.ChargeWithdrawn') live.delete(data.chargeId)
    const charge = type === 'prosecution.ChargeAmended' ? live.get(data.chargeId) : undefined
    if (type === 'prosecution.ChargeAmended' && charge) live.set(data.chargeId, { ...data, accusedRef: charge.accusedRef })
  }
  return live
}

const idsOf = <T extends ProsecutionFact['type'], K extends string>(before: readonly ProsecutionFact[], type: T, key: K): unknown[] =>
  before.filter((event) => event.type === type).flatMap(({ data }) => (data as unknown as Record<K, unknown>)[key])

/** Whether the last assessment of each act charged, or of each act of hers where the charge names none, found it unrelated. */
const isCleared = (before: readonly ProsecutionFact[], { accusedRef, offenceCode, acts: charged = [] }: Charge): boolean => {
  const assessments = before.flatMap((event) =>
    event.type === 'prosecution.NonPunishmentAssessed' && event.data.personRef === accusedRef ? [event.data] : [],
  )
  const of = (act: string) => assessments.findLast((one) => one.acts.includes(act))
  const named = [...charged, offenceCode].filter((act) => charged.includes(act) || of(act) !== undefined)
  const concerned = named.length > 0 ? named : assessments.flatMap((one) => one.acts)
  return concerned.length > 0 && concerned.every((act) => of(act)?.decision === 'notDirectlyRelated')
}

const fallsOnAVictim = (before: readonly ProsecutionFact[], charge: Charge, { victims, conflicts }: KnownPersons): boolean =>
  (charge.accusedRef in victims || conflicts.includes(charge.accusedRef)) && !isCleared(before, charge)

const lacksAnElement = ({ offenceCode, perVictim }: Charge, { victims }: KnownPersons): boolean =>
  offenceCode === 'traffickingInPersons' &&
  (perVictim.length === 0 ||
    perVictim.some(({ personRef, act, means, purpose }) => {
      const found = victims[personRef]
      const needsMeans = found === undefined || (found.ageBand === 'adult' && !found.ageDisputed)
      return act.length === 0 || purpose.length === 0 || (means.length === 0 && needsMeans)
    }))

/** The charge that a command lays or leaves amended. */
const chargeOf = ({ before, command }: TakenHere): Charge | undefined => {
  if (command.name === 'LayCharge') return command.data
  const accusedRef = command.name === 'AmendCharge' ? liveIn(before).get(command.data.chargeId)?.accusedRef : undefined
  return command.name === 'AmendCharge' && accusedRef !== undefined ? { ...command.data, accusedRef } : undefined
}

const personsIn = ({ command }: TakenHere): KnownPersons => command.known as KnownPersons

const indictedIn = ({ before }: TakenHere, { data }: Indicting): readonly Charge[] =>
  data.chargeIds.flatMap((chargeId) => liveIn(before).get(chargeId) ?? [])

const conductOf = ({ accusedRef, offenceCode, perVictim }: Charge): string =>
  JSON.stringify([accusedRef, offenceCode, [...new Set(perVictim.map(({ personRef }) => personRef))].toSorted()])

const law = (rule: Rule<never, never>, commands: fc.Arbitrary<ProsecutionCommand>, isWrong: (taken: TakenHere) => boolean) =>
  it(rule.sentence, () => nothingIsRecordedAgainst(rule, prosecution, commands, isWrong))

describe('no sequence of commands charges a person against the record', () => {
  const charging = asking(AssessNonPunishment, LayCharge, AmendCharge, WithdrawCharge, FileIndictment)

  law(rules.aChargeRestsOnADossier, charging, ({ before, command }) =>
    ['LayCharge', 'FileIndictment'].includes(command.name) ? !before.some(({ type }) => type === 'prosecution.DossierReceived') : false,
  )
  law(rules.aVictimIsNotChargedBeforeNonPunishmentIsAssessed, charging, (taken) => {
    const charge = chargeOf(taken)
    return charge !== undefined && fallsOnAVictim(taken.before, charge, personsIn(taken))
  })
  law(rules.aVictimIsNotIndictedBeforeNonPunishmentIsAssessed, charging, (taken) =>
    taken.command.name === 'FileIndictment'
      ? indictedIn(taken, taken.command).some((charge) => fallsOnAVictim(taken.before, charge, personsIn(taken)))
      : false,
  )
  law(rules.chargeNeedsActMeansAndPurpose, charging, (taken) => {
    const charge = chargeOf(taken)
    return charge !== undefined && lacksAnElement(charge, personsIn(taken))
  })
  const withoutMeans = asking(LayCharge, FileIndictment).map((command): ProsecutionCommand => {
    if (command.name === 'FileIndictment') return { ...command, data: { ...command.data, chargeIds: command.data.chargeIds.slice(0, 1) } }
    if (command.name !== 'LayCharge') return command
    const perVictim = command.data.perVictim.map((one) => ({ ...one, act: one.act.slice(0, 1), means: [] }))
    return { ...command, data: { ...command.data, offenceCode: 'traffickingInPersons', perVictim: perVictim.slice(0, 1) } }
  })
  law(rules.eachChargeOfTheIndictmentHasItsElements, withoutMeans, (taken) =>
    taken.command.name === 'FileIndictment'
      ? indictedIn(taken, taken.command).some((charge) => lacksAnElement(charge, personsIn(taken)))
      : false,
  )
  law(rules.aChargeIsLaidOnce, charging, ({ before, command }) =>
    command.name === 'LayCharge' ? idsOf(before, 'prosecution.ChargeLaid', 'chargeId').includes(command.data.chargeId) : false,
  )
  law(rules.anIndictmentHasLiveCharges, charging, (taken) =>
    taken.command.name === 'FileIndictment'
      ? taken.command.data.chargeIds.length === 0 || indictedIn(taken, taken.command).length < taken.command.data.chargeIds.length
      : false,
  )
  law(chargeRules.theSameConductIsChargedOnce, charging, (taken) => {
    const charge = chargeOf(taken)
    if (!charge || charge.perVictim.length === 0) return false
    const others = [...liveIn(taken.before).values()].filter(({ chargeId }) => chargeId !== charge.chargeId)
    return others.some((one) => conductOf(one) === conductOf(charge))
  })
  law(chargeRules.onlyALiveChargeChanges, charging, ({ before, command }) =>
    command.name === 'AmendCharge' || command.name === 'WithdrawCharge' ? !liveIn(before).has(command.data.chargeId) : false,
  )
  law(chargeRules.aFiledChargeChangesWithLeave, charging, ({ before, command }) => {
    if (command.name !== 'AmendCharge' && command.name !== 'WithdrawCharge') return false
    const { chargeId, leaveRef } = (command as Withdrawing).data
    return leaveRef === undefined && idsOf(before, 'prosecution.IndictmentFiled', 'chargeIds').includes(chargeId)
  })
  law(rules.anotherPersonApprovesNonPunishment, charging, ({ command }) =>
    command.name === 'AssessNonPunishment' ? command.data.approver.userId === command.actor.userId : false,
  )
  law(rules.theDecisionFollowsTheFinding, charging, ({ command }) =>
    command.name === 'AssessNonPunishment' ? command.data.directlyRelated && command.data.decision === 'notDirectlyRelated' : false,
  )
})

describe('no sequence of commands decides about a victim against her', () => {
  const deciding = asking(RecordTestimonyConsent, FileCompensationClaim, DecideNoProsecution, RequestDecisionReview, DecideDecisionReview)

  law(victimRules.testimonyIsVoluntary, deciding, ({ command }) => command.name === 'RecordTestimonyConsent' && !command.data.voluntary)
  law(
    victimRules.assistanceDependsOnNoTestimony,
    deciding,
    ({ command }) => command.name === 'RecordTestimonyConsent' && command.data.assistanceDependsOnIt,
  )
  law(victimRules.aWitnessTravelsSafely, deciding, ({ command }) => {
    const travel = command.name === 'RecordTestimonyConsent' ? command.data.travel : undefined
    return travel !== undefined && (travel.safetyPlanRef === undefined || travel.safeConductRef === undefined)
  })
  law(
    victimRules.aClaimantKnewHerRight,
    deciding,
    ({ command }) => command.name === 'FileCompensationClaim' && !command.known.informedOfCompensation,
  )
  law(victimRules.onlyADecisionNotToGoOnIsReviewed, deciding, ({ before, command }) => {
    if (command.name !== 'RequestDecisionReview') return false
    const { decisionEventId } = command.data
    const decision = before.find(({ id }) => id === decisionEventId)
    const isAsked = idsOf(before, 'prosecution.DecisionReviewRequested', 'decisionEventId').includes(decisionEventId)
    return decision?.type !== 'prosecution.NoProsecutionDecided' || isAsked
  })
  law(
    victimRules.anotherPersonReviewsADecision,
    deciding,
    ({ command }) =>
      command.name === 'DecideDecisionReview' && command.known.decidedBy[command.data.decisionEventId] === command.actor.userId,
  )
  law(
    courtRules.onlyTracedOrFrozenAssetsAreConfiscated,
    asking(SeekConfiscation),
    ({ command }) =>
      command.name === 'SeekConfiscation' && command.data.assetIds.some((assetId) => !command.known.frozenOrTraced.includes(assetId)),
  )
})
