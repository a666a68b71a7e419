import { IntakeRecorded, IntakeResolved } from '@case-timeline/contracts'
import { exampleFact, rowsShownBy } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { intakesView } from './intakes.view.ts'

const { account } = IntakeRecorded.example

describe('the view of intakes', () => {
  it('shows an open intake by what it takes to sort it, and nothing of what was said', () => {
    const rows = rowsShownBy(intakesView, exampleFact(IntakeRecorded, { immediateDanger: true, nationality: 'MM' }))
    expect(rows).toMatchObject([{ state: 'open', immediateDanger: true, nationality: 'MM', urgentNeeds: ['shelter'], language: 'ceb' }])
    expect(JSON.stringify(rows)).not.toContain(account)
  })
  it('shows what became of an intake', () =>
    expect(rowsShownBy(intakesView, exampleFact(IntakeRecorded), exampleFact(IntakeResolved))).toMatchObject([
      { state: 'resolved', outcome: 'closed', reason: 'informationGiven' },
    ]))
})
