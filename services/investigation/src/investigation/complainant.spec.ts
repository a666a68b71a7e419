import { AnswerVictimReport, ComplaintWithdrawn, RecordComplaintWithdrawal, VictimReportAnswered } from '@case-timeline/contracts'
import { commandFor, ruleIdsMatchConstants, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import * as rules from './complainant.rules.ts'
import { aCase } from './investigation.fixtures.ts'
import { investigationStream } from './investigation.stream.ts'

const given = specificationOf(investigationStream)
const { reportId } = AnswerVictimReport.example
const answer = (reports: readonly string[]) => commandFor(AnswerVictimReport, AnswerVictimReport.example, { reports })

describe('the answer to a report of victim support', () => {
  it('is given without opening an investigation, or of one that is open', () => {
    for (const history of [[], aCase().opened()])
      given(history)
        .when(answer([reportId]))
        .then(VictimReportAnswered)
  })
  it(rules.answeredReportWasReceived.sentence, () => given().when(answer([])).thenRefusedBy(rules.answeredReportWasReceived))
})

describe('the withdrawal of a complaint', () => {
  const withdrawal = (heardAlone: boolean) =>
    commandFor(RecordComplaintWithdrawal, { ...RecordComplaintWithdrawal.example, heardAlone }, {})
  it('is recorded', () => given(aCase().opened()).when(withdrawal(true)).then(ComplaintWithdrawn))
  it(rules.withdrawingPersonIsHeardAlone.sentence, () =>
    given(aCase().opened()).when(withdrawal(false)).then(ComplaintWithdrawn, warning(rules.withdrawingPersonIsHeardAlone)),
  )
})

it('each rule has the id of its constant', () => ruleIdsMatchConstants('investigation', rules))
