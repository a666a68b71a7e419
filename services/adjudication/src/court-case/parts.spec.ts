import {
  AccusedSevered,
  CourtCaseNumbered,
  HearingHeld,
  HearingScheduled,
  JudgeAssigned,
  JudgeRecused,
  LaterIndictmentRegistered,
  PartsJoined,
  RecuseJudge,
  VerdictDelivered,
} from '@case-timeline/contracts'
import { commandFor, ruleIdsMatchConstants, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import {
  aCourtCase,
  chargeId,
  indictmentId,
  judge,
  registerCourtCase,
  scheduleHearing,
  trader,
  trialHearingId,
} from './court-case.fixtures.ts'
import {
  courtCaseIsRegisteredOnce,
  excludedJudgeIsNotSeated,
  recusedJudgeWasSeated,
  registrationFollowsIndictment,
} from './court-case.rules.ts'
import { courtCaseStream } from './court-case.stream.ts'
import type { CourtCaseEvent } from './court-case.ts'
import { hearingWasScheduled } from './hearings.rules.ts'
import { chargeIsDecidedOnce, verdictComesFromAssignedJudge, verdictFollowsHearing } from './judgment.rules.ts'
import * as partsRules from './parts.rules.ts'
import {
  assignTo,
  decide,
  familyJudge,
  familyPart,
  fugitive,
  fugitivesCharge,
  girl,
  girlsCharge,
  holdIn,
  join,
  joined,
  laterIndictment,
  laterIndictmentId,
  number,
  otherPart,
  recusedFrom,
  sever,
  severalAccused,
  severed,
  trialOfAll,
} from './parts.fixtures.ts'

const given = (history: Iterable<CourtCaseEvent> = []) => specificationOf(courtCaseStream)([...history])
const noBench = [warning(verdictComesFromAssignedJudge), warning(verdictFollowsHearing)]

const {
  chargeIsSeveredOnce,
  hearingOfSeveredChildIsClosed,
  joinedChargesAreUndecided,
  joinedPartsAreSeparate,
  partIsMadeOnce,
  partIsOnRecord,
  severedChargesAccuseSeveredPersons,
  severedChargesArePending,
} = partsRules

describe('severing an accused', () => {
  it('moves the charges against the accused to a part of their own', () => given(trialOfAll()).when(sever()).then(AccusedSevered))

  it(partIsMadeOnce.sentence, () => given(trialOfAll().with(severed())).when(sever()).thenRefusedBy(partIsMadeOnce))

  it(severedChargesArePending.sentence, () => {
    given(trialOfAll())
      .when(sever({}, { ...severalAccused, chargesNoLongerPending: [girlsCharge] }))
      .then(AccusedSevered, warning(severedChargesArePending))
    given(trialOfAll())
      .when(sever({}, { ...severalAccused, indictments: [] }))
      .then(AccusedSevered, warning(severedChargesArePending))
    given(trialOfAll().with({ type: 'adjudication.JudgmentBecameFinal', data: { chargeId: girlsCharge } }))
      .when(sever())
      .then(AccusedSevered, warning(severedChargesArePending))
  })

  it(severedChargesAccuseSeveredPersons.sentence, () => {
    given(trialOfAll())
      .when(sever({ chargeIds: [girlsCharge, chargeId] }))
      .then(AccusedSevered, warning(severedChargesAccuseSeveredPersons))
    given(trialOfAll())
      .when(sever({ accusedRefs: [girl, fugitive] }))
      .then(AccusedSevered, warning(severedChargesAccuseSeveredPersons))
    given(trialOfAll())
      .when(sever({ accusedRefs: [girl, trader], chargeIds: [girlsCharge, chargeId] }))
      .then(AccusedSevered)
  })

  it(chargeIsSeveredOnce.sentence, () => {
    given(trialOfAll().with(severed()))
      .when(sever({ partId: otherPart }))
      .then(AccusedSevered, warning(chargeIsSeveredOnce))
    given(trialOfAll().with(severed()).with(joined()))
      .when(sever({ partId: otherPart }))
      .then(AccusedSevered)
  })

  it('from the part of a later indictment is its first move', () =>
    given(trialOfAll().with(laterIndictment))
      .when(sever({ accusedRefs: [fugitive], chargeIds: [fugitivesCharge] }))
      .then(AccusedSevered))
})

describe('the bench and the hearings of a part', () => {
  it('are its own when another court tries it: the trial of the others does not count for it', () => {
    const history = trialOfAll().with(severed())
    given(history)
      .when(decide(girlsCharge, girl))
      .then(VerdictDelivered, ...noBench)
    given(history).when(decide(chargeId, trader)).then(VerdictDelivered)
  })

  it('do not count for the others', () => {
    const history = aCourtCase()
      .registered()
      .with(severed())
      .with({ type: 'adjudication.JudgeAssigned', data: { judgeRefs: [familyJudge], bench: 'single', partId: familyPart } })
      .with({ type: 'adjudication.HearingHeld', data: { hearingId: trialHearingId, attendance: [], closed: true, partId: familyPart } })
    given(history).when(decide(girlsCharge, girl)).then(VerdictDelivered)
    given(history)
      .when(decide(chargeId, trader))
      .then(VerdictDelivered, ...noBench)
  })

  it('are those of the trial until then when the same court goes on with the part', () =>
    given(trialOfAll().with(severed({ courtId: undefined, reason: 'pleaded' })))
      .when(decide(girlsCharge, girl))
      .then(VerdictDelivered))

  it('are those of the part to which it was joined', () => {
    given(trialOfAll().with(severed()).with(joined())).when(decide(girlsCharge, girl)).then(VerdictDelivered)
    given(
      trialOfAll()
        .with(severed())
        .with(laterIndictment)
        .with(joined({ intoPartId: laterIndictmentId })),
    )
      .when(decide(girlsCharge, girl))
      .then(VerdictDelivered, ...noBench)
  })

  it('include a hearing that was scheduled for the part, whichever part its record names', () => {
    const scheduled: CourtCaseEvent = {
      type: 'adjudication.HearingScheduled',
      data: { ...scheduleHearing().data, partId: familyPart },
    }
    const held: CourtCaseEvent = { type: 'adjudication.HearingHeld', data: { hearingId: trialHearingId, attendance: [], closed: true } }
    given(aCourtCase().registered().withJudge().with(severed()).with(scheduled).with(held))
      .when(decide(girlsCharge, girl))
      .then(VerdictDelivered, warning(verdictComesFromAssignedJudge))
  })

  it('may have a judge who was recused from another part, but not one who was recused from the trial of all before', () => {
    const split = aCourtCase().registered().with(severed())
    given(split.with(recusedFrom(undefined, familyJudge)))
      .when(assignTo(familyPart))
      .then(JudgeAssigned)
    given(split.with(recusedFrom(familyPart, familyJudge)))
      .when(assignTo(familyPart))
      .thenRefusedBy(excludedJudgeIsNotSeated)
    given(trialOfAll().with(recusedFrom()).with(severed())).when(assignTo(familyPart, judge)).thenRefusedBy(excludedJudgeIsNotSeated)
  })

  it('lose a judge only by a recusal from the part', () => {
    const recuse = commandFor(RecuseJudge, { judgeRef: judge, ground: 'kinship', partId: familyPart }, {})
    given(trialOfAll().with(severed())).when(recuse).then(JudgeRecused, warning(recusedJudgeWasSeated))
    given(trialOfAll().with(severed()).with(recusedFrom(familyPart)))
      .when(decide(chargeId, trader))
      .then(VerdictDelivered)
  })

  it(partIsOnRecord.sentence, () => {
    given(trialOfAll()).when(assignTo(familyPart)).thenRefusedBy(partIsOnRecord)
    given(trialOfAll())
      .when(scheduleHearing({ hearingId: otherPart, partId: familyPart }))
      .thenRefusedBy(partIsOnRecord)
    given(trialOfAll().with(severed()))
      .when(scheduleHearing({ hearingId: otherPart, partId: familyPart }))
      .then(HearingScheduled)
    given(trialOfAll()).when(number(familyPart)).thenRefusedBy(partIsOnRecord)
  })

  it(hearingOfSeveredChildIsClosed.sentence, () => {
    const split = aCourtCase().registered().with(severed())
    given(split).when(holdIn(familyPart, false)).then(HearingHeld, warning(hearingWasScheduled), warning(hearingOfSeveredChildIsClosed))
    given(split).when(holdIn(familyPart, true)).then(HearingHeld, warning(hearingWasScheduled))
    given(split).when(holdIn(undefined, false)).then(HearingHeld, warning(hearingWasScheduled))
  })
})

describe('joining parts', () => {
  it('brings the charges of the part back, and states them', () =>
    given(trialOfAll().with(severed()))
      .when(join())
      .then({ type: PartsJoined.type, data: { partId: familyPart, chargeIds: [girlsCharge] } }))

  it(joinedPartsAreSeparate.sentence, () => {
    given(trialOfAll()).when(join()).thenRefusedBy(joinedPartsAreSeparate)
    given(trialOfAll().with(severed())).when(join(familyPart, familyPart)).thenRefusedBy(joinedPartsAreSeparate)
    given(trialOfAll().with(severed()).with(joined())).when(join()).thenRefusedBy(joinedPartsAreSeparate)
    given(trialOfAll().with(severed()).with(laterIndictment).with(joined()))
      .when(join(laterIndictmentId, familyPart))
      .thenRefusedBy(joinedPartsAreSeparate)
  })

  it(joinedChargesAreUndecided.sentence, () =>
    given(
      trialOfAll()
        .with(severed())
        .with({ type: 'adjudication.VerdictDelivered', data: decide(girlsCharge, girl).data }),
    )
      .when(join())
      .then(PartsJoined, warning(joinedChargesAreUndecided)),
  )
})

describe('an indictment that is filed in a case with a court case', () => {
  const register = (id: string, known = severalAccused) => {
    const command = registerCourtCase(known)
    return { ...command, data: { ...command.data, indictmentId: id } }
  }
  const later = {
    type: LaterIndictmentRegistered.type,
    data: { indictmentId: laterIndictmentId, chargeIds: [fugitivesCharge], courtId: 'zz-court' },
  }

  it('is registered as a part of its own, with the court that it names', () =>
    given(aCourtCase().registered()).when(register(laterIndictmentId)).then(later))

  it(courtCaseIsRegisteredOnce.sentence, () => {
    given(aCourtCase().registered()).when(register(indictmentId)).thenRefusedBy(courtCaseIsRegisteredOnce)
    given(aCourtCase().registered().with(laterIndictment)).when(register(laterIndictmentId)).thenRefusedBy(courtCaseIsRegisteredOnce)
  })

  it('is the one with which a migrated court case came, if it is the first', () => {
    given(aCourtCase().migrated()).when(register(indictmentId)).thenRefusedBy(courtCaseIsRegisteredOnce)
    given(aCourtCase().migrated()).when(register(laterIndictmentId)).then(later)
  })

  it('is registered with a warning when it is not on record', () =>
    given(aCourtCase().registered()).when(register(otherPart)).then(LaterIndictmentRegistered, warning(registrationFollowsIndictment)))

  it('waits for no verdict on the others, and needs a judge and a hearing of its own', () => {
    const decided: CourtCaseEvent = { type: 'adjudication.VerdictDelivered', data: decide(chargeId, trader).data }
    const final: CourtCaseEvent = { type: 'adjudication.JudgmentBecameFinal', data: { chargeId } }
    given(trialOfAll().with(decided).with(final).with(laterIndictment))
      .when(decide(fugitivesCharge, fugitive))
      .then(VerdictDelivered, ...noBench)
    given(
      trialOfAll()
        .with(laterIndictment)
        .with(joined({ partId: laterIndictmentId, chargeIds: [fugitivesCharge] })),
    )
      .when(decide(fugitivesCharge, fugitive))
      .then(VerdictDelivered)
  })

  it('opens a charge again that the court had ended without a verdict', () => {
    const ended: CourtCaseEvent = {
      type: 'adjudication.ChargesEnded',
      data: { accusedRef: fugitive, chargeIds: [fugitivesCharge], ground: 'noJurisdiction', onPapers: true },
    }
    given(trialOfAll().with(ended)).when(decide(fugitivesCharge, fugitive)).then(VerdictDelivered, warning(chargeIsDecidedOnce))
    given(trialOfAll().with(ended).with(laterIndictment))
      .when(decide(fugitivesCharge, fugitive))
      .then(VerdictDelivered, ...noBench)
  })
})

it('a court case, or a part of it, gets its number on the docket when the court enters it', () => {
  given(trialOfAll()).when(number()).then(CourtCaseNumbered)
  given(trialOfAll().with(severed())).when(number(familyPart)).then(CourtCaseNumbered)
})

it('a correction of a joinder and of a later indictment is judged as the command without what the service derived', () => {
  expect(courtCaseStream.commandOf?.(joined())).toEqual({ name: 'JoinParts', data: { partId: familyPart } })
  expect(courtCaseStream.commandOf?.(laterIndictment)).toEqual({
    name: 'RegisterCourtCase',
    data: { indictmentId: laterIndictmentId, origin: 'indictment' },
  })
})

it('each rule id matches the name of its constant', () => ruleIdsMatchConstants('adjudication', partsRules))
