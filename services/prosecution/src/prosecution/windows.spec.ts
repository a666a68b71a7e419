import { DecideNoProsecution, NoProsecutionDecided } from '@case-timeline/contracts'
import { commandFor, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { it } from '@jest/globals'
import { aFile, nobody } from './prosecution.fixtures.ts'
import { noProsecutionIsRecordedBeforeReviewEnds, noProsecutionMayBeReviewed } from './charges.rules.ts'
import { prosecutionStream } from './prosecution.stream.ts'

it('the time for the review of a decision that is recorded years later is judged by the day of the decision', () => {
  const decide = (reviewUntil: string) => ({
    ...commandFor(DecideNoProsecution, { ...DecideNoProsecution.example, reviewUntil }, nobody),
    occurredAt: '2024-03-04',
  })
  const given = specificationOf(prosecutionStream)
  given(aFile().withDossier())
    .when(decide('2024-04-30T16:00:00Z'))
    .then(NoProsecutionDecided, warning(noProsecutionIsRecordedBeforeReviewEnds))
  given(aFile().withDossier()).when(decide('2024-03-03T16:00:00Z')).thenRefusedBy(noProsecutionMayBeReviewed)
})
