import { actingAgencyOf, namedThingIsOnRecord, thingIsRecordedOnce } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import type {
  AssignJudge,
  EndJoinder,
  HoldHearing,
  JoinParts,
  NumberCourtCase,
  OrderHearingDate,
  RecuseJudge,
  ScheduleHearing,
  SeverAccused,
} from './court-case.commands.ts'
import type { Registered } from './court-case.ts'
import { isIndicted } from './indicted.ts'
import { chargesMovedTo, isSeparate, keyOfHearing, MAIN, partAt, partOfCharge } from './parts.ts'
import { judgedThen } from './past.ts'
import { integrity } from './sources.ts'

const joinder = 'practice: joinder and severance of trials; national law'
const needToKnow = 'need to know; UNCAC 7(4), 8(5): conflicts of interest'

type InPart = AssignJudge | RecuseJudge | OrderHearingDate | ScheduleHearing | HoldHearing | NumberCourtCase

export const partIsOnRecord: Rule<Registered, InPart> = namedThingIsOnRecord('partOfCourtCase', {
  holds: ({ parts }, { data: { partId } }) => partId === undefined || parts[partId] !== undefined,
  facts: (_, { data: { partId } }) => (partId === undefined ? [] : [partId]),
})

export const partIsMadeOnce: Rule<Registered, SeverAccused> = thingIsRecordedOnce('partOfCourtCase', {
  holds: ({ parts }, { data }) => parts[data.partId] === undefined,
  facts: (_, { data }) => [data.partId],
})

export const assignedPersonSeversToNoOtherCourt: Rule<Registered, SeverAccused> = {
  id: 'adjudication.assigned-person-severs-to-no-other-court',
  sentence: 'a person of another court who is assigned to a case severs no part of it to another court, which would take part in the case',
  source: needToKnow,
  level: 'block',
  integrity: true,
  holds: (_, { data: { courtId }, actor }) => actor.onBehalfOf === undefined || courtId === undefined || courtId === actingAgencyOf(actor),
  facts: (_, { data: { courtId } }) => (courtId === undefined ? [] : [courtId]),
}

const chargesNotSeverable = ({ finalCharges }: Registered, { data: { chargeIds }, known }: SeverAccused): readonly string[] =>
  chargeIds.filter(
    (chargeId) => !isIndicted(known, chargeId) || known.chargesNoLongerPending.includes(chargeId) || finalCharges.includes(chargeId),
  )

export const severedChargesArePending = judgedThen<SeverAccused>({
  id: 'adjudication.severed-charges-are-pending',
  sentence: 'only charges that are before the court, and not final, are severed',
  source: joinder,
  level: 'warn',
  holds: (courtCase, command) => chargesNotSeverable(courtCase, command).length === 0,
  facts: chargesNotSeverable,
})

/** Charges against others than the persons severed, and persons whom none of the charges accuses; an unknown charge says nothing. */
const mismatches = (_: Registered, { data: { accusedRefs, chargeIds }, known: { accusedByCharge } }: SeverAccused): readonly string[] => {
  const accused = chargeIds.map((chargeId) => accusedByCharge[chargeId])
  return [
    ...chargeIds.filter((_chargeId, at) => accused[at] !== undefined && !accusedRefs.includes(accused[at])),
    ...(accused.includes(undefined) ? [] : accusedRefs.filter((personRef) => !accused.includes(personRef))),
  ]
}

export const severedChargesAccuseSeveredPersons: Rule<Registered, SeverAccused> = {
  id: 'adjudication.severed-charges-accuse-severed-persons',
  sentence: 'the charges that are severed accuse the persons who are severed, and each of them',
  source: joinder,
  level: 'warn',
  holds: (courtCase, command) => mismatches(courtCase, command).length === 0,
  facts: mismatches,
}

const chargesSeveredBefore = (courtCase: Registered, { data: { chargeIds } }: SeverAccused): readonly string[] =>
  chargeIds.filter((chargeId) => partOfCharge(courtCase, chargeId).origin === 'severed')

export const chargeIsSeveredOnce = judgedThen<SeverAccused>({
  id: 'adjudication.charge-is-severed-once',
  sentence: 'a charge that was severed is severed again only after it was joined back',
  source: `${joinder}; ICCPR 14(3)(a), 14(3)(c): the accused knows the charge, and is tried without undue delay`,
  level: 'warn',
  holds: (courtCase, command) => chargesSeveredBefore(courtCase, command).length === 0,
  facts: chargesSeveredBefore,
})

export const joinedPartsAreSeparate: Rule<Registered, JoinParts> = {
  id: 'adjudication.joined-parts-are-separate',
  sentence: 'only parts that are on record and were not joined yet are joined, each to another',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: (courtCase, { data: { partId, intoPartId = MAIN } }) =>
    partId !== intoPartId && isSeparate(courtCase, partId) && isSeparate(courtCase, intoPartId),
  facts: (_, { data: { partId, intoPartId } }) => [partId, ...(intoPartId === undefined ? [] : [intoPartId])],
}

const decidedCharges = (courtCase: Registered, { data: { partId } }: JoinParts): readonly string[] =>
  chargesMovedTo(courtCase, partId).filter((chargeId) => courtCase.verdicts[chargeId] !== undefined)

export const joinedChargesAreUndecided = judgedThen<JoinParts>({
  id: 'adjudication.joined-charges-are-undecided',
  sentence: 'a part of a court case is joined to another before a verdict is delivered in it',
  source: `${joinder}; ICCPR 14(7): ne bis in idem`,
  level: 'warn',
  holds: (courtCase, command) => decidedCharges(courtCase, command).length === 0,
  facts: decidedCharges,
})

/** Judges of the part to which another is joined who were recused from that one. */
const recusedFromOther = (courtCase: Registered, { data: { partId, intoPartId } }: JoinParts): readonly string[] => {
  const [one, other] = [partAt(courtCase, partId), partAt(courtCase, intoPartId)]
  return other.judges.filter((judgeRef) => one.recused.includes(judgeRef))
}

export const joinedPartIsNotTriedByRecusedJudge = judgedThen<JoinParts>({
  id: 'adjudication.joined-part-is-not-tried-by-recused-judge',
  sentence: 'a part of a court case is not joined to one whose judge was recused from it',
  source: `ICCPR 14(1): an impartial tribunal; ${joinder}`,
  level: 'warn',
  holds: (courtCase, command) => recusedFromOther(courtCase, command).length === 0,
  facts: recusedFromOther,
})

export const hearingOfSeveredChildIsClosed = judgedThen<HoldHearing>({
  id: 'adjudication.hearing-of-severed-child-is-closed',
  sentence: 'a hearing in the part of an accused who was severed as a child is closed to the public',
  source: 'CRC 40(2)(b)(vii): privacy at all stages of the proceedings; ICCPR 14(1)',
  level: 'warn',
  holds: (courtCase, { data }) => data.closed || courtCase.parts[keyOfHearing(courtCase, data)]?.isOfChild !== true,
  facts: (_, { data }) => [data.hearingId],
})

export const endedJoinderIsInForce: Rule<Registered, EndJoinder> = {
  id: 'adjudication.ended-joinder-is-in-force',
  sentence: 'only a joint trial with another case that the record has, and that was not ended, is ended',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: (_, { known: { isTriedTogether } }) => isTriedTogether,
  facts: (_, { data: { otherCaseId } }) => [otherCaseId],
}
