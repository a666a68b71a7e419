import { EstablishJointInvestigation, JointInvestigationEstablished } from '@case-timeline/contracts'
import {
  anyCommandOf,
  commandFor,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  historyNeverViolates,
  ruleIdsMatchConstants,
  specificationOf,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { jointInvestigationStream } from './joint-investigation.stream.ts'
import * as rules from './joint-investigation.rules.ts'
import type { EstablishJointInvestigation as Establishing } from './joint-investigation.ts'
import { caseIsOpenedFirst } from '../investigation/investigation.rules.ts'

const given = specificationOf(jointInvestigationStream)
const establish = (changes: Partial<(typeof EstablishJointInvestigation)['example']> = {}, opened = true) =>
  commandFor(EstablishJointInvestigation, { ...EstablishJointInvestigation.example, ...changes }, { opened })

describe('a joint investigation', () => {
  it('is recorded', () => given().when(establish()).then(JointInvestigationEstablished))
  it(caseIsOpenedFirst.sentence, () => given().when(establish({}, false)).thenRefusedBy(caseIsOpenedFirst))
  it(rules.jointInvestigationIsAgreedOnce.sentence, () =>
    given([{ type: JointInvestigationEstablished.type, data: JointInvestigationEstablished.example }])
      .when(establish())
      .thenRefusedBy(rules.jointInvestigationIsAgreedOnce),
  )
  it(rules.jointInvestigationHasTwoParties.sentence, () =>
    given()
      .when(establish({ parties: ['TH', 'TH'] }))
      .thenRefusedBy(rules.jointInvestigationHasTwoParties),
  )
  it(rules.onePartyLeads.sentence, () =>
    given()
      .when(establish({ leadParty: 'MY' }))
      .thenRefusedBy(rules.onePartyLeads),
  )
  it(rules.jointInvestigationEndsAfterItStarts.sentence, () =>
    given()
      .when(establish({ end: '2026-04-30' }))
      .thenRefusedBy(rules.jointInvestigationEndsAfterItStarts),
  )
})

describe('the properties of the joint investigation decider', () => {
  const commands = anyCommandOf<Establishing>([EstablishJointInvestigation], fc.record({ opened: fc.boolean() }))
  it('deciding the same command twice changes nothing', () => decidingTwiceChangesNothing(jointInvestigationStream, commands))
  it('evolve never throws', () => evolveNeverThrows(jointInvestigationStream, commands))
  it('each rule id matches the name of its constant', () => ruleIdsMatchConstants('investigation', rules))
  it(`${rules.onePartyLeads.sentence}, after any history`, () =>
    historyNeverViolates(jointInvestigationStream, commands, (history) =>
      history.filter(({ data }) => !data.parties.includes(data.leadParty)),
    ))
})
