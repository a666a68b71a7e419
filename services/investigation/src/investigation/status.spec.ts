import {
  DetermineVictimStatus,
  ForeignIdentificationRecognised,
  PresumedVictimIdentified,
  RecogniseForeignIdentification,
  SuspectArrested,
  VictimStatusDetermined,
  VictimSuspectConflictFlagged,
  type StatusReason,
} from '@case-timeline/contracts'
import { commandFor, officer, ruleIdsMatchConstants, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import { aCase, arrest, mai } from './investigation.fixtures.ts'
import { investigationStream } from './investigation.stream.ts'
import type { KnownCharges } from './investigation.commands.ts'
import type { InvestigationEvent } from './investigation.ts'
import * as rules from './status.rules.ts'

const given = specificationOf(investigationStream)
const opened = aCase().opened()
const approver = { userId: 'l.santos', role: 'lead-investigator' }

type Status = (typeof DetermineVictimStatus)['example']
const determine = (changes: Partial<Status> = {}, offencesOf: KnownCharges['offencesOf'] = {}) =>
  commandFor(DetermineVictimStatus, { ...DetermineVictimStatus.example, personRef: mai, ...changes }, { offencesOf })
const determineNotVictim = (changes: Partial<Status> = {}) =>
  determine({ status: 'NotAVictimOfTrafficking', reasonCodes: ['factsRefuted'], ...changes })
const determined = (status: Status['status'], changes: Partial<(typeof VictimStatusDetermined)['example']> = {}): InvestigationEvent => ({
  type: VictimStatusDetermined.type,
  data: { ...VictimStatusDetermined.example, personRef: mai, status, ...changes },
})
const presumed: InvestigationEvent = {
  type: PresumedVictimIdentified.type,
  data: { ...PresumedVictimIdentified.example, personRef: mai },
}
const recognised: InvestigationEvent = {
  type: ForeignIdentificationRecognised.type,
  data: { ...ForeignIdentificationRecognised.example, personRef: mai },
}

describe('determining the status of a victim', () => {
  it('is recorded with its grounds', () => given(opened).when(determine()).then(VictimStatusDetermined))

  it.each<StatusReason[][]>([[['cooperation']], [['conviction']], [['noConviction', 'cooperation']]])(
    `${rules.statusIsIndependentOfCooperationOrConviction.sentence}: %j`,
    (reasonCodes) => given(opened).when(determine({ reasonCodes })).thenRefusedBy(rules.statusIsIndependentOfCooperationOrConviction),
  )
  it('is recorded when another ground is given in addition to cooperation', () =>
    given(opened)
      .when(determine({ reasonCodes: ['cooperation', 'indicatorsConfirmed'] }))
      .then(VictimStatusDetermined))

  it.each<StatusReason[][]>([
    [['initialConsent']],
    [['didNotFlee']],
    [['wasPaid']],
    [['hadReturned']],
    [['notCooperating']],
    [['wasPaid', 'didNotFlee']],
    [['wasPaid', 'noConviction']],
  ])(`${rules.blameDoesNotDecideStatus.sentence}: %j`, (reasonCodes) =>
    given(opened).when(determineNotVictim({ reasonCodes })).thenRefusedBy(rules.blameDoesNotDecideStatus),
  )

  it(rules.statusIsDeniedWithoutBlame.sentence, () => {
    given(opened)
      .when(determineNotVictim({ reasonCodes: ['factsRefuted', 'wasPaid', 'didNotFlee'] }))
      .then(VictimStatusDetermined, warning(rules.statusIsDeniedWithoutBlame))
    given(opened)
      .when(determine({ reasonCodes: ['indicatorsConfirmed', 'wasPaid'] }))
      .then(VictimStatusDetermined)
  })

  describe(rules.negativeAfterPositiveNeedsSecondPerson.sentence, () => {
    const rule = rules.negativeAfterPositiveNeedsSecondPerson
    const positives = [presumed, determined('ActualVictimOfTrafficking'), determined('PossibleVictimOfTrafficking'), recognised]
    it.each(positives)('a negative determination after $type needs an approval', (positive) => {
      given([...opened, positive])
        .when(determineNotVictim())
        .thenAwaitsApproval(rule)
      given([...opened, positive])
        .when({ ...determineNotVictim(), approver: { ...approver, userId: officer.userId } })
        .thenRefusedBy(rule)
      given([...opened, positive])
        .when({ ...determineNotVictim(), approver })
        .then({ type: VictimStatusDetermined.type, data: { ...determineNotVictim().data, approver } })
    })
    it('a negative determination needs no approval when the person was not presumed a victim', () =>
      given(opened).when(determineNotVictim()).then(VictimStatusDetermined))
  })

  it('flags the conflict when the person is arrested or charged', () => {
    given(opened.withArrested(mai)).when(determine()).then(VictimStatusDetermined, VictimSuspectConflictFlagged)
    given(opened)
      .when(determine({}, { [mai]: ['computerFraud'] }))
      .then(VictimStatusDetermined, VictimSuspectConflictFlagged)
    given(opened.withArrested(mai)).when(determineNotVictim()).then(VictimStatusDetermined)
  })

  it('ends the effect of a flagged conflict on an arrest when the person is determined not to be a victim', () =>
    given([
      ...opened.withPresumedVictim(mai).withArrested(mai).withConflictFlagged(mai),
      determined('NotAVictimOfTrafficking', { approver }),
    ])
      .when(arrest(mai))
      .then(SuspectArrested))
})

describe('recognising the identification of another country', () => {
  const recognise = commandFor(
    RecogniseForeignIdentification,
    { ...RecogniseForeignIdentification.example, personRef: mai },
    { offencesOf: {} },
  )
  it('is recorded', () => given(opened).when(recognise).then(ForeignIdentificationRecognised))
  it('flags the conflict when the person is a suspect', () =>
    given(opened.withSuspect(mai)).when(recognise).then(ForeignIdentificationRecognised, VictimSuspectConflictFlagged))
})

it('the id of each rule on the status matches the name of its constant', () => ruleIdsMatchConstants('investigation', rules))
