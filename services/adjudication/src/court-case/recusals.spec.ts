import { PartsJoined } from '@case-timeline/contracts'
import { specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import { chargeId, judge } from './court-case.fixtures.ts'
import { excludedJudgeIsNotSeated } from './court-case.rules.ts'
import { courtCaseStream } from './court-case.stream.ts'
import type { CourtCaseEvent } from './court-case.ts'
import {
  assignTo,
  familyPart,
  girlsCharge,
  join,
  joined,
  laterIndictment,
  laterIndictmentId,
  otherPart,
  recusedFrom,
  severed,
  trialOfAll,
} from './parts.fixtures.ts'
import { MAIN, withAccusedSevered, type Parts } from './parts.ts'
import { joinedPartIsNotTriedByRecusedJudge } from './parts.rules.ts'

const given = (history: Iterable<CourtCaseEvent> = []) => specificationOf(courtCaseStream)([...history])

describe('a judge who was recused from a part of a court case', () => {
  const apart = () =>
    trialOfAll()
      .with(severed({ courtId: undefined }))
      .with(recusedFrom(familyPart))

  it(joinedPartIsNotTriedByRecusedJudge.sentence, () => {
    given(apart()).when(join()).then(PartsJoined, warning(joinedPartIsNotTriedByRecusedJudge))
    given(apart().with(recusedFrom())).when(join()).then(PartsJoined)
  })

  it('is not seated again in the part to which that is joined, nor in what is severed from it', () => {
    const again = apart().with(joined())
    given(again.with(severed({ partId: otherPart })))
      .when(assignTo(otherPart, judge))
      .thenRefusedBy(excludedJudgeIsNotSeated)
  })

  it('is not seated in the trial of a later indictment, if the judge was recused from the trial of all before', () =>
    given(trialOfAll().with(recusedFrom()).with(laterIndictment))
      .when(assignTo(laterIndictmentId, judge))
      .thenRefusedBy(excludedJudgeIsNotSeated))

  it('is not seated in a part to which accused come from different parts, whichever is named first', () => {
    const part = { isOfChild: false, hasAssignedJudge: true, hasHeldHearing: true, recused: [], judges: [judge] }
    const courtCase: Parts = {
      parts: { [MAIN]: { ...part, origin: 'main' }, [familyPart]: { ...part, origin: 'severed', recused: ['a-judge'] } },
      partByCharge: { [girlsCharge]: familyPart },
      partByHearing: {},
    }
    const from = (chargeIds: string[]) =>
      withAccusedSevered(courtCase, { partId: otherPart, accusedRefs: [], chargeIds, reason: 'other' }).parts[otherPart]
    for (const chargeIds of [
      [chargeId, girlsCharge],
      [girlsCharge, chargeId],
    ])
      expect(from(chargeIds)).toMatchObject({ recused: ['a-judge'], judges: [], hasHeldHearing: false })
    expect(from([chargeId])).toMatchObject({ recused: [], judges: [judge], hasHeldHearing: true })
  })
})
