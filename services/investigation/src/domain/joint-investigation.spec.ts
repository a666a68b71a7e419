import { EstablishJointInvestigation, JointInvestigationEstablished } from '@case-timeline/contracts'
import {
  anyOf,
  commanded,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  neverViolated,
  rulesHaveOneName,
  specificationOf,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { jointInvestigation } from './joint-investigation.decide.ts'
import * as rules from './joint-investigation.rules.ts'
import type { EstablishJointInvestigation as Establishing } from './joint-investigation.ts'

const given = specificationOf(jointInvestigation)
const establish = (but: Partial<(typeof EstablishJointInvestigation)['example']> = {}, opened = true) =>
  commanded(EstablishJointInvestigation, { ...EstablishJointInvestigation.example, ...but }, { opened })

describe('a joint investigation', () => {
  it('is recorded', () => given().when(establish()).then(JointInvestigationEstablished))
  it(rules.aJointInvestigationBelongsToAnOpenedCase.sentence, () =>
    given().when(establish({}, false)).thenRefusedBy(rules.aJointInvestigationBelongsToAnOpenedCase),
  )
  it(rules.aJointInvestigationIsAgreedOnce.sentence, () =>
    given([{ type: JointInvestigationEstablished.type, data: JointInvestigationEstablished.example }])
      .when(establish())
      .thenRefusedBy(rules.aJointInvestigationIsAgreedOnce),
  )
  it(rules.aJointInvestigationHasTwoParties.sentence, () =>
    given()
      .when(establish({ parties: ['TH', 'TH'] }))
      .thenRefusedBy(rules.aJointInvestigationHasTwoParties),
  )
  it(rules.oneOfThePartiesLeads.sentence, () =>
    given()
      .when(establish({ leadParty: 'MY' }))
      .thenRefusedBy(rules.oneOfThePartiesLeads),
  )
  it(rules.aJointInvestigationEndsAfterItStarts.sentence, () =>
    given()
      .when(establish({ end: '2026-04-30' }))
      .thenRefusedBy(rules.aJointInvestigationEndsAfterItStarts),
  )
})

describe('the laws of a joint investigation', () => {
  const commands = anyOf<Establishing>([EstablishJointInvestigation], fc.record({ opened: fc.boolean() }))
  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(jointInvestigation, commands))
  it('evolve never throws', () => evolveNeverThrows(jointInvestigation, commands))
  it('each rule has one name', () => rulesHaveOneName('investigation', rules))
  it(`${rules.oneOfThePartiesLeads.sentence}, whatever came before`, () =>
    neverViolated(jointInvestigation, commands, (history) => history.filter(({ data }) => !data.parties.includes(data.leadParty))))
})
