import type { CommandOfAggregate } from '@case-timeline/commands'
import {
  DetermineVictimStatus,
  IdentifyPresumedVictim,
  IdentifySuspect,
  RecogniseForeignIdentification,
  ReferCaseToProsecution,
  RequestPreservation,
  RecordOnlineTrace,
  CaseReferredToProsecution,
  EVENT_TYPES,
  InvestigationClosed,
  InvestigationReopened,
  InvestigationSuspended,
  PreservationRequested,
  SuspectArrested,
  SuspectIdentified,
  SuspendInvestigation,
} from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import {
  anyCommandOf,
  fewIds,
  ruleIsNeverViolated,
  type AcceptedCommand,
  commandFor,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  historyNeverViolates,
  reportsOnlyRaiseWarnings,
  ruleIdsMatchConstants,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import * as inquiryRules from './inquiry.rules.ts'
import { investigationStream } from './investigation.stream.ts'
import { assessedId, informedId, open, safeguarded, identifySuspect } from './investigation.fixtures.ts'
import * as rules from './investigation.rules.ts'
import type { InvestigationEvent } from './investigation.ts'
import * as statusRules from './status.rules.ts'

type InvestigationCommand = CommandOfAggregate<typeof investigationStream>
type TakenStep = AcceptedCommand<InvestigationCommand, InvestigationEvent>
type Named<N extends InvestigationCommand['name']> = Extract<InvestigationCommand, { readonly name: N }>

const known = fc.record({
  reports: fc.subarray([...fewIds]),
  custodyBroken: fc.subarray([...fewIds], { maxLength: 1 }),
  offencesOf: fc.constant({}),
  evidence: fc.subarray(fewIds.map((id) => ({ id }))),
  manifestHash: fc.constant(safeguarded.manifestHash),
  rightsInformed: fc.dictionary(fc.constantFrom(...fewIds), fc.constant(informedId)),
  riskAssessed: fc.dictionary(fc.constantFrom(...fewIds), fc.constant(assessedId)),
})
const types = [
  IdentifyPresumedVictim,
  RecogniseForeignIdentification,
  IdentifySuspect,
  DetermineVictimStatus,
  ReferCaseToProsecution,
  RecordOnlineTrace,
  RequestPreservation,
]
const commands = fc
  .tuple(anyCommandOf<InvestigationCommand>(types, known), fc.boolean())
  .map(([command, isBrief]): InvestigationCommand => {
    if (command.name === 'RequestPreservation') return { ...command, data: { ...command.data, expiresAt: '2027-01-01T00:00:00Z' } }
    if (command.name !== 'ReferCaseToProsecution' || !isBrief) return command
    const { evidence, suspects, safeguards } = command.data
    return {
      ...command,
      data: { ...command.data, evidence: evidence.slice(0, 1), suspects: suspects.slice(0, 1), safeguards: safeguards.slice(0, 1) },
    }
  })

const law = <N extends InvestigationCommand['name']>(
  name: N,
  rule: Rule<never, never>,
  isWrong: (command: Named<N>, before: TakenStep['before']) => boolean,
) =>
  it(rule.sentence, () =>
    ruleIsNeverViolated(
      rule,
      investigationStream,
      commands,
      ({ command, before }) => command.name === name && isWrong(command as Named<N>, before),
      { first: [open()] },
    ),
  )

/** The persons last recorded as victims: presumed, determined or recognised, and not determined otherwise since. */
const victimsIn = (before: readonly InvestigationEvent[]): ReadonlySet<string> => {
  const victims = new Set<string>()
  for (const { type, data } of before) {
    if (type === 'investigation.PresumedVictimIdentified' || type === 'investigation.ForeignIdentificationRecognised')
      victims.add(data.personRef)
    if (type !== 'investigation.VictimStatusDetermined') continue
    if (data.status === 'NotAVictimOfTrafficking') victims.delete(data.personRef)
    else victims.add(data.personRef)
  }
  return victims
}

const suspectsIn = (before: readonly InvestigationEvent[]): readonly string[] =>
  before.flatMap(({ type, data }) => (type === 'investigation.SuspectIdentified' ? [data.personRef] : []))

describe('no sequence of commands violates a rule on referrals', () => {
  law(
    'ReferCaseToProsecution',
    rules.eachVictimIsSafeguarded,
    ({ data: { safeguards, reasonForOthers }, known: { rightsInformed, riskAssessed } }, before) =>
      reasonForOthers === undefined &&
      [...victimsIn(before)].some(
        (ref) => !(ref in rightsInformed && ref in riskAssessed) && safeguards.every(({ personRef }) => personRef !== ref),
      ),
  )
  law(
    'ReferCaseToProsecution',
    rules.dossierNamesSuspectsOfCase,
    ({ data: { suspects } }, before) => suspects.length === 0 || suspects.some((ref) => !suspectsIn(before).includes(ref)),
  )
  law('ReferCaseToProsecution', rules.dossierHasUnbrokenCustody, ({ known: { custodyBroken } }) => custodyBroken.length > 0)
  law('ReferCaseToProsecution', rules.dossierHoldsCollectedEvidence, ({ data, known: { evidence } }) =>
    data.evidence.some((item) => evidence.every(({ id }) => id !== item)),
  )
  law('ReferCaseToProsecution', rules.dossierIsReferredOnce, ({ data: { dossierId } }, before) =>
    before.some(({ type, data }) => type === 'investigation.CaseReferredToProsecution' && data.dossierId === dossierId),
  )
})

describe('no sequence of commands violates a rule on the status of victims', () => {
  const areAllIn = (reasons: readonly string[], grounds: readonly string[]) => reasons.every((reason) => grounds.includes(reason))
  const cooperationGrounds = ['cooperation', 'conviction', 'noConviction']
  const blameGrounds = ['initialConsent', 'didNotFlee', 'wasPaid', 'hadReturned', 'notCooperating']

  law('DetermineVictimStatus', statusRules.statusIsIndependentOfCooperationOrConviction, ({ data: { reasonCodes } }) =>
    areAllIn(reasonCodes, cooperationGrounds),
  )
  law('DetermineVictimStatus', statusRules.blameDoesNotDecideStatus, ({ data: { reasonCodes } }) => areAllIn(reasonCodes, blameGrounds))
  law(
    'DetermineVictimStatus',
    statusRules.negativeAfterPositiveNeedsSecondPerson,
    ({ data: { personRef, status }, approver, actor }, before) =>
      status === 'NotAVictimOfTrafficking' &&
      (approver === undefined || approver.userId === actor.userId) &&
      victimsIn(before).has(personRef),
  )
})

describe('no sequence of commands requests the preservation of unrecorded traces', () =>
  law('RequestPreservation', inquiryRules.onlyRecordedTracesArePreserved, ({ data: { traceIds } }, before) =>
    traceIds.some((traceId) => !before.some(({ type, data }) => type === 'investigation.OnlineTraceRecorded' && data.traceId === traceId)),
  ))

const ACTIVITY_CHANGES: readonly string[] = [InvestigationSuspended.type, InvestigationClosed.type, InvestigationReopened.type]
const ACTIVE_ONLY_EVENTS: readonly string[] = [CaseReferredToProsecution.type, PreservationRequested.type]
const makesSuspect = (event: InvestigationEvent, personRef: string): boolean =>
  (event.type === SuspectIdentified.type || event.type === SuspectArrested.type) && event.data.personRef === personRef

describe('the properties of the investigation decider', () => {
  const care = { informed: fc.boolean(), consents: fc.boolean(), hasGuardian: fc.boolean(), isInReflectionPeriod: fc.boolean() }
  const allKnown = fc.record({
    ...care,
    reports: fc.subarray([...fewIds]),
    custodyBroken: fc.subarray([...fewIds]),
    offencesOf: fc.dictionary(fc.constantFrom(...fewIds), fc.constantFrom([], ['computerFraud'])),
    assessed: fc.subarray([...fewIds]),
    rightEnded: fc.constantFrom(undefined, { ground: 'bail' as const, at: '2016' }),
    limit: fc.constantFrom('kept' as const, 'unknown' as const),
    evidence: fc.subarray(fewIds.map((id) => ({ id }))),
    manifestHash: fc.constant(safeguarded.manifestHash),
    rightsInformed: fc.dictionary(fc.constantFrom(...fewIds), fc.constant(informedId)),
    riskAssessed: fc.dictionary(fc.constantFrom(...fewIds), fc.constant(assessedId)),
  })
  const types = Object.values(investigationStream.commands).map(({ type }) => type)
  const commands = anyCommandOf<InvestigationCommand>(types, allKnown)

  it('deciding the same command twice changes nothing', () =>
    decidingTwiceChangesNothing(investigationStream, commands, { first: [open()] }))
  it('evolve never throws', () => evolveNeverThrows(investigationStream, commands, { first: [open()] }))

  it(`${rules.dossierNamesSuspectsOfCase.sentence}, after any history`, () =>
    historyNeverViolates(investigationStream, commands, (history) =>
      history.filter(
        (event, index) =>
          event.type === CaseReferredToProsecution.type &&
          event.data.suspects.some((personRef) => !history.slice(0, index).some((one) => makesSuspect(one, personRef))),
      ),
    ))
  it(`${rules.inactiveCaseIsReopenedFirst.sentence}, after any history`, () => {
    const isInactiveAt = (history: readonly InvestigationEvent[], index: number) => {
      const last = history.slice(0, index).findLast(({ type }) => ACTIVITY_CHANGES.includes(type))
      return last !== undefined && last.type !== InvestigationReopened.type
    }
    historyNeverViolates(
      investigationStream,
      commands,
      (history) => history.filter(({ type }, index) => ACTIVE_ONLY_EVENTS.includes(type) && isInactiveAt(history, index)),
      { first: [open(), ...fewIds.map(identifySuspect), commandFor(SuspendInvestigation, SuspendInvestigation.example, {})] },
    )
  })

  it('each rule id matches the name of its constant', () => ruleIdsMatchConstants('investigation', rules))
  it('a report is refused only by an integrity rule, and otherwise accepted with warnings', () =>
    reportsOnlyRaiseWarnings(investigationStream, [...EVENT_TYPES.values()], commands, { first: [open()] }))
})
