import {
  DecideNoProsecution,
  FurtherInvestigationRequested,
  NoProsecutionDecided,
  RequestFurtherInvestigation,
} from '@case-timeline/contracts'
import { commandFor, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import * as rules from './charges.rules.ts'
import { aFile, dossierId, nobody, recruiter } from './prosecution.fixtures.ts'
import { prosecutionStream } from './prosecution.stream.ts'

const given = specificationOf(prosecutionStream)
const opened = aFile().withDossier()

describe('a decision of ten years ago, recorded today', () => {
  const decide = (reviewUntil: string, occurredAt?: string) =>
    commandFor(DecideNoProsecution, { ...DecideNoProsecution.example, suspects: [recruiter], reviewUntil }, nobody, { occurredAt })
  const request = (dueAt: string, occurredAt?: string) =>
    commandFor(RequestFurtherInvestigation, { ...RequestFurtherInvestigation.example, dossierId, dueAt }, {}, { occurredAt })

  it(`not to prosecute is judged by the time that it left for a review: ${rules.noProsecutionIsRecordedBeforeReviewEnds.sentence}`, () => {
    given(opened)
      .when(decide('2016-05-01T16:00:00Z', '2016-03-27'))
      .then(NoProsecutionDecided, warning(rules.noProsecutionIsRecordedBeforeReviewEnds))
    given(opened).when(decide('2016-03-01T16:00:00Z', '2016-03-27')).thenRefusedBy(rules.noProsecutionMayBeReviewed)
    given(opened).when(decide('2016-05-01T16:00:00Z')).thenRefusedBy(rules.noProsecutionMayBeReviewed)
    given(opened).when(decide('2027-05-01T16:00:00Z', '2026-11-24')).then(NoProsecutionDecided)
  })

  it('to request further investigation is due after the request, not after its recording', () => {
    given(opened).when(request('2016-05-01T16:00:00Z', '2016-03-27')).then(FurtherInvestigationRequested)
    given(opened).when(request('2016-03-01T16:00:00Z', '2016-03-27')).thenRefusedBy(rules.furtherInvestigationIsDueLater)
  })

  it('is not a breach if its date is too coarse to say so', () =>
    given(opened).when(request('2016-03-20T16:00:00Z', '2016-03')).then(FurtherInvestigationRequested))
})
