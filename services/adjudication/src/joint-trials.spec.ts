import { readingFor } from '@case-timeline/commands'
import {
  AccusedSevered,
  ChargeLaid,
  CourtCaseRegistered,
  EndJoinder,
  EventRetracted,
  HearingAdjourned,
  HearingDateOrdered,
  HearingHeld,
  HearingScheduled,
  IndictmentFiled,
  JoinderAgreed,
  JoinderEnded,
  JudgeAssigned,
  JudgeRecused,
  LaterIndictmentRegistered,
  PartsJoined,
} from '@case-timeline/contracts'
import { commandFor, specificationOf } from '@case-timeline/decider/fixtures'
import type { StoredEvent } from '@case-timeline/event-store'
import { storedCase } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { carriesJointTrials } from './adjudication.reactions.ts'
import { aCourtCase } from './court-case/court-case.fixtures.ts'
import { courtCaseStream } from './court-case/court-case.stream.ts'
import { endedJoinderIsInForce } from './court-case/parts.rules.ts'
import {
  agreed,
  assigned,
  boss,
  causedBy,
  charge,
  driver,
  held,
  hearingId,
  id,
  inJoining,
  inLeading,
  joined,
  joinedIndictment,
  joining,
  joiningId,
  judge,
  laid,
  laterCharge,
  leading,
  leadingId,
  leadingIndictment,
  namesOf,
  partId,
  registered,
  scheduled,
  type Given,
} from './joint-trials.fixtures.ts'

/** A history whose last event follows from one of another case. */
const followed = (history: readonly StoredEvent[], causationId: string | undefined): readonly StoredEvent[] =>
  history.map(({ envelope, ...event }, place) => {
    const isLast = place === history.length - 1
    return { ...event, envelope: isLast ? { ...envelope, causationId, actor: { ...envelope.actor, role: 'system' } } : envelope }
  })

describe('a fact of a trial with which another case is tried', () => {
  const after = (...facts: readonly Given[]) => causedBy('leading', [...leading, ...facts], joining)

  it('is recorded in that case: its bench', async () => {
    expect(await after(assigned)).toEqual([{ caseId: joiningId, AssignJudge: { judgeRefs: [judge], bench: 'single' } }])
    const recused = inLeading(JudgeRecused, { judgeRef: judge, ground: 'kinship' })
    expect(await after(assigned, recused)).toEqual([{ caseId: joiningId, RecuseJudge: { judgeRef: judge, ground: 'kinship' } }])
  })

  it('is recorded in that case: its hearings, with neither the victims nor the interpreters nor the other accused', async () => {
    const { type, at, mode } = HearingScheduled.example
    const hearing = { hearingId, type, at, mode, interpreters: [], accommodations: ['screen'] }
    expect(await after(scheduled)).toEqual([{ caseId: joiningId, ScheduleHearing: hearing }])
    expect(await after(scheduled, held)).toEqual([
      {
        caseId: joiningId,
        HoldHearing: {
          hearingId,
          closed: true,
          attendance: [
            { personRef: judge, capacity: 'judge' },
            { personRef: driver, capacity: 'accused' },
          ],
        },
      },
    ])
    const adjourned = inLeading(HearingAdjourned, { hearingId })
    expect(await after(scheduled, adjourned)).toEqual([{ caseId: joiningId, AdjournHearing: { ...HearingAdjourned.example, hearingId } }])
    expect(await after(inLeading(HearingDateOrdered))).toEqual([{ caseId: joiningId, OrderHearingDate: HearingDateOrdered.example }])
  })

  it('is recorded in the part that the joined indictment is there', async () => {
    const later = inJoining(LaterIndictmentRegistered, { indictmentId: joinedIndictment, chargeIds: [laterCharge] })
    const first = inJoining(CourtCaseRegistered, { indictmentId: id(9) })
    const data = { judgeRefs: [judge], bench: 'single', partId: joinedIndictment }
    expect(await causedBy('leading', [...leading, assigned], [laid, first, joined(), later])).toEqual([
      { caseId: joiningId, AssignJudge: data },
    ])
  })

  it('is not recorded there if it concerns only an accused who was severed from that trial', async () => {
    const severed = inLeading(AccusedSevered, { partId, accusedRefs: [boss], chargeIds: [charge], courtId: undefined })
    expect(await after(severed, inLeading(HearingScheduled, { hearingId, partId }))).toEqual([])
    expect(await after(severed, inLeading(HearingScheduled, { hearingId, partId }), inLeading(HearingHeld, { hearingId }))).toEqual([])
    expect(await after(severed, scheduled)).toHaveLength(1)
  })

  it('is not recorded there before the court registered the joined indictment', async () =>
    expect(await causedBy('leading', [...leading, assigned], [laid, joined()])).toEqual([]))

  it('is not recorded there while one of the cases does not say that they are tried together', async () => {
    const without = leading.filter((fact) => fact !== agreed)
    expect(await causedBy('leading', [...without, assigned], joining)).toEqual([])
    expect(await causedBy('leading', [...leading, assigned], [laid, joined({ joinedTo: undefined }), registered])).toEqual([])
    const another = joined({ joinedTo: { caseId: leadingId, indictmentId: id(8) } })
    expect(await causedBy('leading', [...leading, assigned], [laid, another, registered])).toEqual([])
  })

  it('is not recorded there after either side ended or retracted it', async () => {
    expect(await after(inLeading(JoinderEnded, { otherCaseId: joiningId }), assigned)).toEqual([])
    expect(await causedBy('leading', [...leading, assigned], [...joining, inJoining(JoinderEnded, { otherCaseId: leadingId })])).toEqual([])
    const indictment = storedCase(joiningId, ...joining)[1]
    const retraction = { ...inJoining(EventRetracted, { retractsId: indictment?.id }), stream: `prosecution.case-${joiningId}` }
    expect(await causedBy('leading', [...leading, assigned], [...joining, retraction])).toEqual([])
  })
})

describe('several indictments of a case that are joined to another', () => {
  const [secondIndictment, secondCharge] = [id(31), id(32)]
  const second = [
    inJoining(ChargeLaid, { chargeId: secondCharge, accusedRef: boss }),
    joined({ indictmentId: secondIndictment, chargeIds: [secondCharge] }),
    inJoining(LaterIndictmentRegistered, { indictmentId: secondIndictment, chargeIds: [secondCharge] }),
  ]
  const both = [...joining, ...second]
  const bench = { judgeRefs: [judge], bench: 'single' }
  it('have the bench each, and the hearings once, with all whom they accuse', async () => {
    expect(await causedBy('leading', [...leading, assigned], both)).toEqual([
      { caseId: joiningId, AssignJudge: bench },
      { caseId: joiningId, AssignJudge: { ...bench, partId: secondIndictment }, target: secondIndictment },
    ])
    const hearing = await causedBy('leading', [...leading, scheduled], both)
    expect(hearing).toEqual([{ caseId: joiningId, ScheduleHearing: expect.not.objectContaining({ partId: secondIndictment }) }])
    const [heard] = await causedBy('leading', [...leading, scheduled, held], both)
    const accused = [boss, driver].map((personRef) => ({ personRef, capacity: 'accused' }))
    expect(heard).toMatchObject({ HoldHearing: { attendance: [{ personRef: judge, capacity: 'judge' }, ...accused] } })
  })

  it('have the bench once after the court joined their parts', async () => {
    const partsJoined = inJoining(PartsJoined, { partId: secondIndictment, chargeIds: [secondCharge] })
    expect(await causedBy('leading', [...leading, assigned], [...both, partsJoined])).toEqual([{ caseId: joiningId, AssignJudge: bench }])
  })

  it('may be joined to different indictments of it, each by an agreement of its own', async () => {
    const [laterLeading, elsewhere] = [id(33), { partId: id(33) }]
    const later = [
      inLeading(IndictmentFiled, { indictmentId: laterLeading, chargeIds: [id(34)] }),
      inLeading(LaterIndictmentRegistered, { indictmentId: laterLeading, chargeIds: [id(34)] }),
      inLeading(JoinderAgreed, { indictmentId: laterLeading, otherCaseId: joiningId }),
    ]
    expect(await causedBy('leading', [...leading, ...later, assigned], joining)).toEqual([{ caseId: joiningId, AssignJudge: bench }])
    expect(await causedBy('leading', [...leading, ...later, inLeading(JudgeAssigned, elsewhere)], joining)).toEqual([])
  })
})

describe('the registration of an indictment that is joined to another case', () => {
  it('is followed by the bench and the hearings of that case that are to come', async () => {
    const caused = await causedBy('joining', [...leading, assigned, scheduled], joining)
    expect(namesOf(caused)).toEqual(['AssignJudge', 'ScheduleHearing'])
    expect(caused.every(({ caseId }) => caseId === joiningId)).toBe(true)
  })

  it.each([
    ['held before: the accused was not heard there', held],
    ['adjourned before: that delayed nothing of the accused', inLeading(HearingAdjourned, { hearingId })],
  ])('is not followed by hearings that were %s', async (_, over) => {
    const early = { recordedAt: '2026-11-24T10:00:00.000000Z' }
    const before = storedCase(leadingId, ...leading, assigned, scheduled, over).map((event) => ({ ...event, ...early }))
    expect(namesOf(await causedBy('joining', [], joining, before))).toEqual(['AssignJudge'])
    const again = await causedBy('joining', [], [laid, joined(), inJoining(HearingScheduled, { hearingId }), registered], before)
    expect(namesOf(again).includes('AdjournHearing')).toBe(over !== held)
  })

  it('is followed by them also in a court case that was registered without naming its indictment', async () => {
    const migrated = inJoining(CourtCaseRegistered, { indictmentId: undefined, origin: 'migrated' })
    expect(await causedBy('joining', [...leading, assigned], [laid, joined(), migrated])).toHaveLength(1)
  })

  it('is not followed by a hearing that is recorded later, and was held before the two sides joined them', async () => {
    const on = (occurredAt: string, fact: Given): Given => ({ ...fact, occurredAt })
    const namesFor = async (day: string) => {
      const inLead = [...leading.slice(0, -1), on('2026-05-01', agreed), assigned, scheduled, on(day, held)]
      return namesOf(await causedBy('leading', inLead, [laid, on('2026-05-02', joined()), registered]))
    }
    expect(await namesFor('2026-04-20')).toEqual([])
    expect(await namesFor('2026-05-20')).toEqual(['HoldHearing'])
  })
  it('may come before the indictment is on record', async () =>
    expect(await causedBy('joining', [...leading, assigned], [laid, registered, joined()])).toHaveLength(1))

  it('causes nothing for an indictment that is joined to none', async () =>
    expect(await causedBy('joining', [...leading, assigned], [laid, joined({ joinedTo: undefined }), registered])).toEqual([]))
})

describe('an agreement that is given again', () => {
  it('is followed by the bench and the hearings that are to come, and not by those held in the meantime', async () => {
    const again = await causedBy('leading', [...leading.slice(0, 2), assigned, scheduled, agreed], joining)
    expect(namesOf(again)).toEqual(['AssignJudge', 'ScheduleHearing'])
    const between = storedCase(leadingId, ...leading.slice(0, 2), assigned, scheduled, held, agreed).map((event) => ({
      ...event,
      recordedAt: `2026-11-2${event.type === JoinderAgreed.type ? 6 : 5}T10:00:00.000000Z`,
    }))
    expect(namesOf(await causedBy('leading', [], joining, between))).toEqual(['AssignJudge'])
  })
})

it('a fact that follows from one of another case is not carried on to a third', async () =>
  expect(await causedBy('leading', [], joining, followed(storedCase(leadingId, ...leading, assigned), id(41)))).toEqual([]))

it('why a victim, a witness or an interpreter caused an adjournment stays in the case of the person', async () => {
  const adjourned = inLeading(HearingAdjourned, { hearingId, reasonCode: 'witnessInHospital', causedBy: 'witness' })
  expect(await causedBy('leading', [...leading, scheduled, adjourned], joining)).toEqual([
    { caseId: joiningId, AdjournHearing: { hearingId, reasonCode: 'jointTrial', causedBy: 'other' } },
  ])
})

describe('the end of a joint trial', () => {
  const ended = inLeading(JoinderEnded, { otherCaseId: joiningId, reason: 'delay' })
  const endedInJoining = inJoining(JoinderEnded, { otherCaseId: leadingId, reason: 'delay' })

  it('is recorded in the other case, whichever of them it is recorded in, and once', async () => {
    expect(await causedBy('leading', [...leading, ended], joining)).toEqual([
      { caseId: joiningId, EndJoinder: { otherCaseId: leadingId, reason: 'delay' } },
    ])
    expect(await causedBy('joining', leading, [...joining, endedInJoining])).toEqual([
      { caseId: leadingId, EndJoinder: { otherCaseId: joiningId, reason: 'delay' } },
    ])
    expect(await causedBy('leading', [...leading, ended], [...joining, endedInJoining])).toEqual([])
  })

  it('does not end what both sides agreed to since, when it comes back from the other case', async () => {
    const [original] = storedCase(joiningId, endedInJoining)
    const mirrored = followed(storedCase(leadingId, ...leading, ended), original?.id)
    expect(await causedBy('leading', [], [endedInJoining, ...joining], mirrored)).toEqual([])
  })

  const end = (isTriedTogether: boolean) => commandFor(EndJoinder, { otherCaseId: joiningId, reason: 'delay' }, { isTriedTogether })
  it(endedJoinderIsInForce.sentence, () => {
    const given = specificationOf(courtCaseStream)
    given(aCourtCase().registered()).when(end(true)).then(JoinderEnded)
    given(aCourtCase().registered()).when(end(false)).thenRefusedBy(endedJoinderIsInForce)
  })

  it('depends on no agreement with a third case', () => {
    const third = inLeading(JoinderAgreed, { indictmentId: leadingIndictment, otherCaseId: id(7) })
    const { known, read } = readingFor(courtCaseStream, storedCase(leadingId, ...leading, third), end(true))
    expect(known).toEqual({ isTriedTogether: true })
    expect(read.map(({ data }) => (data as typeof JoinderAgreed.example).otherCaseId)).toEqual([joiningId])
  })
})

it('joint trials are carried only by an office that has the other case, and cause nothing in the case of the event', () => {
  expect(carriesJointTrials.participantsOnly).toBe(true)
  expect(carriesJointTrials.causes({ id: id(6), type: JudgeAssigned.type, data: JudgeAssigned.example })).toEqual([])
})
