import { AppealDecided, DecideAppeal, type FactOf } from '@case-timeline/contracts'
import { commandFor, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import { aCourtCase, appealId, chargeId } from './court-case.fixtures.ts'
import { courtCaseStream } from './court-case.stream.ts'
import { allowedHabeasCorpusNamesCharge } from './habeas-corpus.rules.ts'

type Decided = FactOf<typeof AppealDecided>['data']

describe('deciding on a habeas corpus', () => {
  const given = () => specificationOf(courtCaseStream)([...aCourtCase().registered()])
  const decide = (outcome: Decided['outcome'], effects: Decided['effects']) =>
    commandFor(DecideAppeal, { appealId, outcome, effects, remedy: 'habeasCorpus' }, { appealsLodged: [appealId] })
  const onCharge: Decided['effects'] = [{ chargeId, effect: 'verdictStands' }]

  it('needs no verdict on the charge for which the person is held', () => given().when(decide('allowed', onCharge)).then(AppealDecided))
  it(allowedHabeasCorpusNamesCharge.sentence, () => {
    given().when(decide('dismissed', [])).then(AppealDecided)
    given().when(decide('allowed', [])).then(AppealDecided, warning(allowedHabeasCorpusNamesCharge))
    given().when(decide('partlyAllowed', onCharge)).then(AppealDecided, warning(allowedHabeasCorpusNamesCharge))
  })
})
