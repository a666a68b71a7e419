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
import { commanded, officer, rulesHaveOneName, specificationOf } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import { aCase, arrest, mai } from './investigation.fixtures.ts'
import { investigation } from './investigation.decide.ts'
import type { KnownCharges } from './investigation.commands.ts'
import type { InvestigationFact } from './investigation.ts'
import * as rules from './status.rules.ts'

const given = specificationOf(investigation)
const opened = aCase().opened()
const approver = { userId: 'l.santos', role: 'lead-investigator' }

type Status = (typeof DetermineVictimStatus)['example']
const determine = (but: Partial<Status> = {}, offencesOf: KnownCharges['offencesOf'] = {}) =>
  commanded(DetermineVictimStatus, { ...DetermineVictimStatus.example, personRef: mai, ...but }, { offencesOf })
const none = (but: Partial<Status> = {}) => determine({ status: 'NotAVictimOfTrafficking', reasonCodes: ['factsRefuted'], ...but })
const determined = (status: Status['status'], but: Partial<Status> = {}): InvestigationFact => ({
  type: VictimStatusDetermined.type,
  data: { ...VictimStatusDetermined.example, personRef: mai, status, ...but },
})
const presumed: InvestigationFact = {
  type: PresumedVictimIdentified.type,
  data: { ...PresumedVictimIdentified.example, personRef: mai },
}
const recognised: InvestigationFact = {
  type: ForeignIdentificationRecognised.type,
  data: { ...ForeignIdentificationRecognised.example, personRef: mai },
}

describe('determining who is a victim', () => {
  it('is recorded with its grounds', () => given(opened).when(determine()).then(VictimStatusDetermined))

  it.each<StatusReason[][]>([[['cooperation']], [['conviction']], [['noConviction', 'cooperation']]])(
    `${rules.aStatusDependsNotOnCooperationOrConviction.sentence}: %j`,
    (reasonCodes) => given(opened).when(determine({ reasonCodes })).thenRefusedBy(rules.aStatusDependsNotOnCooperationOrConviction),
  )
  it('cooperation beside another ground does no harm', () =>
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
  ])(`${rules.noBlameDecidesAStatus.sentence}: %j`, (reasonCodes) =>
    given(opened).when(none({ reasonCodes })).thenRefusedBy(rules.noBlameDecidesAStatus),
  )

  describe(rules.aNegativeAfterAPositiveIsApprovedByAnother.sentence, () => {
    const rule = rules.aNegativeAfterAPositiveIsApprovedByAnother
    const positives = [presumed, determined('ActualVictimOfTrafficking'), determined('PossibleVictimOfTrafficking'), recognised]
    it.each(positives)('after $type', (positive) => {
      given([...opened, positive])
        .when(none())
        .thenRefusedBy(rule)
      given([...opened, positive])
        .when(none({ approver: { ...approver, userId: officer.userId } }))
        .thenRefusedBy(rule)
      given([...opened, positive])
        .when(none({ approver }))
        .then(VictimStatusDetermined)
    })
    it('is not asked where nobody had presumed her one', () => given(opened).when(none()).then(VictimStatusDetermined))
  })

  it('flags the conflict when she is held a suspect or charged', () => {
    given(opened.withArrested(mai)).when(determine()).then(VictimStatusDetermined, VictimSuspectConflictFlagged)
    given(opened)
      .when(determine({}, { [mai]: ['computerFraud'] }))
      .then(VictimStatusDetermined, VictimSuspectConflictFlagged)
    given(opened.withArrested(mai)).when(none()).then(VictimStatusDetermined)
  })

  it('that she is none ends what a conflict holds up', () =>
    given([
      ...opened.withPresumedVictim(mai).withArrested(mai).withConflictFlagged(mai),
      determined('NotAVictimOfTrafficking', { approver }),
    ])
      .when(arrest(mai))
      .then(SuspectArrested))
})

describe('recognising what another country found', () => {
  const recognise = commanded(
    RecogniseForeignIdentification,
    { ...RecogniseForeignIdentification.example, personRef: mai },
    { offencesOf: {} },
  )
  it('is recorded', () => given(opened).when(recognise).then(ForeignIdentificationRecognised))
  it('flags the conflict when she is held a suspect', () =>
    given(opened.withSuspect(mai)).when(recognise).then(ForeignIdentificationRecognised, VictimSuspectConflictFlagged))
})

it('each rule of the status has one name', () => rulesHaveOneName('investigation', rules))
