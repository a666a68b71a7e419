import {
  DetermineVictimStatus,
  IdentifyPresumedVictim,
  IdentifySuspect,
  RecogniseForeignIdentification,
  ReferCaseToProsecution,
  RequestPreservation,
  RecordOnlineTrace,
  ArrestSuspect,
  CaseReferredToProsecution,
  caseCommands,
  ConductScreening,
  EVENT_TYPES,
  FlagVictimSuspectConflict,
  InvestigationClosed,
  InvestigationReopened,
  InvestigationSuspended,
  OpenCase,
  PreservationRequested,
  SuspectArrested,
  SuspectIdentified,
  SuspendInvestigation,
} from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import {
  anyOf,
  fewIds,
  nothingIsRecordedAgainst,
  officer,
  type Taken,
  commanded,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  neverViolated,
  reportsAreOnlyWarnedAbout,
  rulesHaveOneName,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import * as inquiryRules from './inquiry.rules.ts'
import type { InvestigationCommand } from './investigation.commands.ts'
import { investigation } from './investigation.decide.ts'
import { assessedId, informedId, open, safeguarded, identifySuspect } from './investigation.fixtures.ts'
import * as rules from './investigation.rules.ts'
import type { InvestigationFact } from './investigation.ts'
import * as statusRules from './status.rules.ts'

type TakenHere = Taken<InvestigationCommand, InvestigationFact>
type Named<N extends InvestigationCommand['name']> = Extract<InvestigationCommand, { readonly name: N }>

const known = fc.record({
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
  .tuple(anyOf<InvestigationCommand>(types, known), fc.constantFrom(officer.userId, 'l.santos'), fc.boolean())
  .map(([command, userId, isBrief]): InvestigationCommand => {
    if (command.name === 'DetermineVictimStatus')
      return { ...command, data: { ...command.data, approver: { userId, role: 'lead-investigator' } } }
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
  isWrong: (command: Named<N>, before: TakenHere['before']) => boolean,
) =>
  it(rule.sentence, () =>
    nothingIsRecordedAgainst(
      rule,
      investigation,
      commands,
      ({ command, before }) => command.name === name && isWrong(command as Named<N>, before),
      { first: [open()] },
    ),
  )

/** Whom police last held to be a victim, as the record tells it: presumed, found or recognised, and not found to be none since. */
const victimsIn = (before: readonly InvestigationFact[]): ReadonlySet<string> => {
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

const suspectsIn = (before: readonly InvestigationFact[]): readonly string[] =>
  before.flatMap(({ type, data }) => (type === 'investigation.SuspectIdentified' ? [data.personRef] : []))

describe('no sequence of commands hands a case over against those whom it is about', () => {
  law(
    'ReferCaseToProsecution',
    rules.eachVictimIsSafeguarded,
    ({ data: { safeguards }, known: { rightsInformed, riskAssessed } }, before) =>
      [...victimsIn(before)].some(
        (ref) => !(ref in rightsInformed && ref in riskAssessed) && safeguards.every(({ personRef }) => personRef !== ref),
      ),
  )
  law(
    'ReferCaseToProsecution',
    rules.theDossierNamesSuspectsOfTheCase,
    ({ data: { suspects } }, before) => suspects.length === 0 || suspects.some((ref) => !suspectsIn(before).includes(ref)),
  )
  law('ReferCaseToProsecution', rules.aDossierHasUnbrokenCustody, ({ known: { custodyBroken } }) => custodyBroken.length > 0)
  law('ReferCaseToProsecution', rules.theDossierHoldsCollectedEvidence, ({ data, known: { evidence } }) =>
    data.evidence.some((item) => evidence.every(({ id }) => id !== item)),
  )
  law('ReferCaseToProsecution', rules.aDossierIsReferredOnce, ({ data: { dossierId } }, before) =>
    before.some(({ type, data }) => type === 'investigation.CaseReferredToProsecution' && data.dossierId === dossierId),
  )
})

describe('no sequence of commands decides against the record who is a victim', () => {
  const isOnly = (reasons: readonly string[], grounds: readonly string[]) => reasons.every((reason) => grounds.includes(reason))
  const afterwards = ['cooperation', 'conviction', 'noConviction']
  const blame = ['initialConsent', 'didNotFlee', 'wasPaid', 'hadReturned', 'notCooperating']

  law('DetermineVictimStatus', statusRules.aStatusDependsNotOnCooperationOrConviction, ({ data: { reasonCodes } }) =>
    isOnly(reasonCodes, afterwards),
  )
  law('DetermineVictimStatus', statusRules.noBlameDecidesAStatus, ({ data: { reasonCodes } }) => isOnly(reasonCodes, blame))
  law(
    'DetermineVictimStatus',
    statusRules.aNegativeAfterAPositiveIsApprovedByAnother,
    ({ data: { personRef, status, approver }, actor }, before) =>
      status === 'NotAVictimOfTrafficking' && approver?.userId === actor.userId && victimsIn(before).has(personRef),
  )
})

describe('no sequence of commands asks a platform for what nobody recorded', () =>
  law('RequestPreservation', inquiryRules.onlyRecordedTracesArePreserved, ({ data: { traceIds } }, before) =>
    traceIds.some((traceId) => !before.some(({ type, data }) => type === 'investigation.OnlineTraceRecorded' && data.traceId === traceId)),
  ))

const TURNS: readonly string[] = [InvestigationSuspended.type, InvestigationClosed.type, InvestigationReopened.type]
const ACTS: readonly string[] = [CaseReferredToProsecution.type, PreservationRequested.type]
const isHeld = (event: InvestigationFact, personRef: string): boolean =>
  (event.type === SuspectIdentified.type || event.type === SuspectArrested.type) && event.data.personRef === personRef

describe('the laws of the investigation', () => {
  const care = { informed: fc.boolean(), consents: fc.boolean(), hasGuardian: fc.boolean(), reflects: fc.boolean() }
  const everything = fc.record({
    ...care,
    custodyBroken: fc.subarray([...fewIds]),
    offencesOf: fc.dictionary(fc.constantFrom(...fewIds), fc.constantFrom([], ['computerFraud'])),
    assessed: fc.subarray([...fewIds]),
    evidence: fc.subarray(fewIds.map((id) => ({ id }))),
    manifestHash: fc.constant(safeguarded.manifestHash),
    rightsInformed: fc.dictionary(fc.constantFrom(...fewIds), fc.constant(informedId)),
    riskAssessed: fc.dictionary(fc.constantFrom(...fewIds), fc.constant(assessedId)),
  })
  const types = [
    OpenCase,
    ConductScreening,
    IdentifyPresumedVictim,
    IdentifySuspect,
    FlagVictimSuspectConflict,
    ArrestSuspect,
    ReferCaseToProsecution,
    ...caseCommands,
  ]
  const commands = anyOf<InvestigationCommand>(types, everything)

  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(investigation, commands, { first: [open()] }))
  it('evolve never throws', () => evolveNeverThrows(investigation, commands, { first: [open()] }))

  it(`${rules.theDossierNamesSuspectsOfTheCase.sentence}, whatever came before`, () =>
    neverViolated(investigation, commands, (history) =>
      history.filter(
        (event, index) =>
          event.type === CaseReferredToProsecution.type &&
          event.data.suspects.some((personRef) => !history.slice(0, index).some((one) => isHeld(one, personRef))),
      ),
    ))
  it(`${rules.aRestingCaseIsReopenedFirst.sentence}, whatever came before`, () => {
    const isRestingAt = (history: readonly InvestigationFact[], index: number) => {
      const last = history.slice(0, index).findLast(({ type }) => TURNS.includes(type))
      return last !== undefined && last.type !== InvestigationReopened.type
    }
    neverViolated(
      investigation,
      commands,
      (history) => history.filter(({ type }, index) => ACTS.includes(type) && isRestingAt(history, index)),
      { first: [open(), ...fewIds.map(identifySuspect), commanded(SuspendInvestigation, SuspendInvestigation.example, {})] },
    )
  })

  it('each rule has one name', () => rulesHaveOneName('investigation', rules))
  it('reports are only warned about', () =>
    reportsAreOnlyWarnedAbout(investigation, [...EVENT_TYPES.values()], commands, { first: [open()] }))
})
