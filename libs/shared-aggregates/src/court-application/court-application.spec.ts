import { recordBelongsToCase } from '@case-timeline/casework'
import { participants, takesPart } from '@case-timeline/access'
import type { CommandOfAggregate } from '@case-timeline/commands'
import { CoerciveMeasureAuthorised, CourtApplicationMade, investigationApplications, officeAddressedBy } from '@case-timeline/contracts'
import {
  anyCommandOf,
  commandFor,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  ruleIdsMatchConstants,
  specificationOf,
  warning,
} from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import * as rules from './court-application.rules.ts'
import { courtApplicationStreams } from './court-application.stream.ts'

const { ApplyToCourt } = investigationApplications
const applications = courtApplicationStreams.investigation
const given = specificationOf(applications)

const apply = (data: Partial<typeof ApplyToCourt.example> = {}, caseExists = true) =>
  commandFor(ApplyToCourt, { ...ApplyToCourt.example, ...data }, { caseExists })
const made = { type: CourtApplicationMade.type, data: CourtApplicationMade.example }

describe('an application to a court', () => {
  it(recordBelongsToCase.sentence, () => {
    given().when(apply({}, false)).thenRefusedBy(recordBelongsToCase)
    given().when(apply()).then(CourtApplicationMade)
  })
  it(rules.applicationIsMadeOnce.sentence, () => given([made]).when(apply()).thenRefusedBy(rules.applicationIsMadeOnce))
  it(rules.applicationNamesPersons.sentence, () => {
    given()
      .when(apply({ personRefs: [] }))
      .then(CourtApplicationMade, warning(rules.applicationNamesPersons))
    given()
      .when(apply({ personRefs: [], matter: 'coerciveMeasure' }))
      .then(CourtApplicationMade)
  })

  it('is for victim support no more than a coercive measure is: nobody is warned of a search by its application', () => {
    expect(CourtApplicationMade.visibility).not.toContain('victimSupport')
    expect(CourtApplicationMade.classification).toBe(CoerciveMeasureAuthorised.classification)
  })
  it('is addressed to the court that it names, which takes part and does not get the case', () => {
    expect(officeAddressedBy(made, 'investigation.courtApplication-1', 'adjudication')).toEqual({
      office: CourtApplicationMade.example.courtId,
      role: 'takesPart',
    })
    expect(officeAddressedBy(made, 'investigation.courtApplication-1', 'prosecution')).toBeUndefined()
    const envelope = { stream: 'investigation.courtApplication-1', actor: { agencyId: 'th-police-chiangrai', role: 'investigator' } }
    const { agencies, named } = participants([{ id: 'e1', ...made, envelope } as never], 'adjudication')
    expect({ agencies: [...agencies], named }).toEqual({ agencies: ['th-court-chiangrai'], named: undefined })
    expect(takesPart({ agencies, named, isHandedOver: false }, 'th-court-other', undefined)).toBe(false)
  })
})

describe('any sequence of applications', () => {
  const types = Object.values(applications.commands).map(({ type }) => type)
  const commands = anyCommandOf<CommandOfAggregate<typeof applications>>(types, fc.record({ caseExists: fc.boolean() }))

  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(applications, commands))
  it('evolve never throws on a history that the decider can make', () => evolveNeverThrows(applications, commands))
  it('each rule id matches the name of its constant', () => {
    ruleIdsMatchConstants('case', rules)
  })
})
