import { NonPunishmentAssessed } from '@case-timeline/contracts'
import { officer, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import { assess } from './prosecution.fixtures.ts'
import * as rules from './prosecution.rules.ts'
import { prosecutionStream } from './prosecution.stream.ts'

const given = specificationOf(prosecutionStream)

describe('assessing non-punishment', () => {
  it('is possible before any dossier is received', () => given().when(assess()).then(NonPunishmentAssessed))

  it(rules.anotherPersonApprovesNonPunishment.sentence, () => {
    given()
      .when({ ...assess(), approver: undefined })
      .thenAwaitsApproval(rules.anotherPersonApprovesNonPunishment)
    given()
      .when(assess({}, { userId: officer.userId, role: 'supervising-prosecutor' }))
      .thenRefusedBy(rules.anotherPersonApprovesNonPunishment)
  })

  it(rules.decisionFollowsFinding.sentence, () => {
    given()
      .when(assess({ directlyRelated: true, decision: 'notDirectlyRelated' }))
      .thenRefusedBy(rules.decisionFollowsFinding)
    given()
      .when(assess({ directlyRelated: false, decision: 'notDirectlyRelated' }))
      .then(NonPunishmentAssessed)
  })

  it(rules.actsAreFoundUnrelatedWithoutBlame.sentence, () => {
    const unrelated = { directlyRelated: false, decision: 'notDirectlyRelated' } as const
    given()
      .when(assess({ ...unrelated, reasonCodes: ['ownInitiative', 'didNotFlee'] }))
      .then(NonPunishmentAssessed, warning(rules.actsAreFoundUnrelatedWithoutBlame))
    given()
      .when(assess({ ...unrelated, reasonCodes: ['ownInitiative'] }))
      .then(NonPunishmentAssessed)
  })
})
