import {
  AgreeRepatriation,
  ProtectionClaimRecorded,
  ReflectionPeriodStarted,
  RepatriationAgreed,
  ReturnWishStated,
  StateReturnWish,
  SupportCaseClosed,
} from '@case-timeline/contracts'
import { commandFor, eventIdOf, outcomeOf, recordedHistory, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import { guardianStatesNoWishForAdult } from './majority.rules.ts'
import { pastReturnIsRecordedWhileAllowed } from './past-acts.rules.ts'
import type { KnownForReturn } from './person.commands.ts'
import type { PersonEvent } from './person-event.ts'
import { aSupportCase, girl, unknownId } from './person.fixtures.ts'
import { personStream } from './person.stream.ts'
import {
  childIsNotReturnedAgainstOwnWish,
  returnIsVoluntaryOrLawfullyOrdered,
  returnWaitsForTestimonyAndReflection,
} from './return.rules.ts'

const given = specificationOf(personStream)
const recentlyAssessed: KnownForReturn = {
  protectedAsChild: false,
  testimonyPending: false,
  lastRiskAssessment: { eventId: unknownId, reviewBy: '2026-11-25' },
}
const agreeRepatriation = (changes: Partial<(typeof AgreeRepatriation)['example']> = {}, known: Partial<KnownForReturn> = {}) =>
  commandFor(
    AgreeRepatriation,
    {
      personRef: girl,
      toParty: 'MM',
      voluntary: true,
      safetyAssessmentId: unknownId,
      receivingOrg: 'mm-social-welfare',
      wishesToGoNow: false,
      ...changes,
    },
    { ...recentlyAssessed, ...known },
  )
const feared: PersonEvent = {
  type: ProtectionClaimRecorded.type,
  data: { personRef: girl, state: 'pending', fears: ['refoulement'] },
}

type Wish = Omit<(typeof ReturnWishStated)['example'], 'personRef'>
const wished = (changes: Partial<Wish>): PersonEvent => ({
  type: ReturnWishStated.type,
  data: { personRef: girl, wish: 'toReturn', statedBy: 'self', ...changes },
})

describe('the wish of a victim about return', () => {
  const stateWish = (changes: Partial<Wish> = {}, protectedAsChild = true) =>
    commandFor(StateReturnWish, { personRef: girl, wish: 'toReturn', statedBy: 'self', ...changes }, { protectedAsChild })
  const returnOfChild = agreeRepatriation({ bestInterestsRef: 'BID-2026-14' }, { protectedAsChild: true })
  const everyWish = ['toReturn', 'notToReturn', 'undecided'] as const

  it('is recorded whatever it is, again and again, also after support has ended, and whatever blocks the return', () => {
    const closed = { type: SupportCaseClosed.type, data: { personRef: girl, reason: 'referredOn' } } as PersonEvent
    for (const history of [aSupportCase(), aSupportCase().with(feared), aSupportCase().with(closed)])
      for (const wish of everyWish)
        given(history.with(wished({ wish: 'undecided' })))
          .when(stateWish({ wish, toParty: 'MM', conditions: ['afterTestimony'] }))
          .then(ReturnWishStated)
  })
  it(`${guardianStatesNoWishForAdult.sentence}; it is recorded with a warning, and has no effect`, () => {
    given(aSupportCase().withMajority())
      .when(stateWish({ statedBy: 'guardian' }))
      .then(ReturnWishStated, warning(guardianStatesNoWishForAdult))
    given(aSupportCase().withMajority()).when(stateWish()).then(ReturnWishStated)
    given(
      aSupportCase()
        .withMajority()
        .with(wished({ wish: 'notToReturn', statedBy: 'guardian' })),
    )
      .when(agreeRepatriation())
      .then(RepatriationAgreed)
  })
  it('of a child that a guardian stated ends with majority', () => {
    const stated = aSupportCase().with(wished({ wish: 'notToReturn', statedBy: 'guardian' }))
    given(stated).when(returnOfChild).thenRefusedBy(returnIsVoluntaryOrLawfullyOrdered)
    given(stated.withMajority()).when(returnOfChild).then(RepatriationAgreed)
  })
  it('of a child that the child stated counts again with majority, also if a guardian stated another one since', () => {
    const stated = aSupportCase().with(wished({ wish: 'notToReturn' }), wished({ statedBy: 'guardian' }))
    given(stated).when(returnOfChild).then(RepatriationAgreed, warning(childIsNotReturnedAgainstOwnWish))
    given(stated.withMajority()).when(returnOfChild).thenRefusedBy(returnIsVoluntaryOrLawfullyOrdered)
  })
  it(childIsNotReturnedAgainstOwnWish.sentence, () => {
    const no = wished({ wish: 'notToReturn' })
    const byGuardian = aSupportCase().with(no, wished({ statedBy: 'guardian' }))
    const outcome = outcomeOf(personStream, recordedHistory([...byGuardian]), returnOfChild)
    expect(outcome).toMatchObject({ warnings: [{ rule: { id: childIsNotReturnedAgainstOwnWish.id }, facts: [eventIdOf(1)] }] })
    const ordered = agreeRepatriation(
      { bestInterestsRef: 'BID-2026-14', voluntary: false, order: { reference: 'BI-2026-77', reasonCodes: ['noRightToStay'] } },
      { protectedAsChild: true },
    )
    given(aSupportCase().with(no)).when(ordered).then(RepatriationAgreed, warning(childIsNotReturnedAgainstOwnWish))
    given(aSupportCase().with(no, wished({})))
      .when(returnOfChild)
      .then(RepatriationAgreed)
    given(aSupportCase().with(wished({ wish: 'undecided' }), wished({ statedBy: 'guardian' })))
      .when(returnOfChild)
      .then(RepatriationAgreed)
    given(aSupportCase().with(wished({ wish: 'notToReturn', toParty: 'TH' }), wished({ statedBy: 'guardian' })))
      .when(returnOfChild)
      .then(RepatriationAgreed)
  })
  it('of a person who was never a child in the case is not what somebody states as a guardian', () => {
    given(aSupportCase())
      .when(stateWish({ statedBy: 'guardian' }, false))
      .then(ReturnWishStated, warning(guardianStatesNoWishForAdult))
    given(aSupportCase().with(wished({ wish: 'notToReturn' }), wished({ statedBy: 'guardian' })))
      .when(agreeRepatriation())
      .thenRefusedBy(returnIsVoluntaryOrLawfullyOrdered)
  })
})

describe('agreeing the return of a victim who stated a wish', () => {
  const inReflection = aSupportCase().with({
    type: ReflectionPeriodStarted.type,
    data: { personRef: girl, days: 30, endsAt: '2026-12-25' },
  })

  it('as a voluntary one is refused after the victim stated not to wish it, or to be undecided, and names the statement', () => {
    for (const wish of ['notToReturn', 'undecided'] as const) {
      const history = aSupportCase().with(wished({ wish }))
      given(history).when(agreeRepatriation()).thenRefusedBy(returnIsVoluntaryOrLawfullyOrdered)
      expect(outcomeOf(personStream, recordedHistory([...history]), agreeRepatriation())).toMatchObject({ facts: [eventIdOf(1)] })
      given(history)
        .when(agreeRepatriation({ voluntary: false, order: { reference: 'BI-2026-77', reasonCodes: ['noRightToStay'] } }))
        .then(RepatriationAgreed)
    }
  })
  it('follows the last statement of the country, and then that of any country', () => {
    const no = { wish: 'notToReturn' } as const
    for (const allowed of [
      [wished(no), wished({})],
      [wished({ ...no, toParty: 'MM' }), wished({})],
      [wished(no), wished({ toParty: 'MM' })],
      [wished({ ...no, toParty: 'TH' })],
    ])
      given(aSupportCase().with(...allowed))
        .when(agreeRepatriation())
        .then(RepatriationAgreed)
    for (const refused of [
      [wished({}), wished(no)],
      [wished({ toParty: 'MM' }), wished(no)],
      [wished({}), wished({ ...no, toParty: 'MM' })],
    ])
      given(aSupportCase().with(...refused))
        .when(agreeRepatriation())
        .thenRefusedBy(returnIsVoluntaryOrLawfullyOrdered)
  })
  it('does not wait for testimony or reflection if the victim stated to wish it now, and waits if the victim wants something first', () => {
    given(inReflection.with(wished({})))
      .when(agreeRepatriation())
      .then(RepatriationAgreed)
    given(inReflection.with(wished({ conditions: ['afterTestimony'] })))
      .when(agreeRepatriation({ wishesToGoNow: true }))
      .thenRefusedBy(returnWaitsForTestimonyAndReflection)
  })
  it('is judged by the wish of its day; a wish that changed since warns', () => {
    const inMay = { occurredAt: '2024-05-10', recordedAt: '2024-05-10T08:00:00.000Z' }
    const agreed = (occurredAt: string) => ({ ...agreeRepatriation(), occurredAt })
    const history = aSupportCase().with({ ...wished({ wish: 'notToReturn' }), ...inMay } as PersonEvent)
    given(history).when(agreed('2024-03-11')).then(RepatriationAgreed, warning(pastReturnIsRecordedWhileAllowed))
    given(history).when(agreed('2024-06-11')).thenRefusedBy(returnIsVoluntaryOrLawfullyOrdered)
  })
  it('is not possible where the dates leave open whether the victim had changed the wish before', () => {
    const inMarch = { occurredAt: '2024-03', recordedAt: '2024-05-10T08:00:00.000Z' }
    given(aSupportCase().with({ ...wished({ wish: 'undecided' }), ...inMarch } as PersonEvent))
      .when({ ...agreeRepatriation(), occurredAt: '2024-03-11' })
      .thenRefusedBy(returnIsVoluntaryOrLawfullyOrdered)
  })
})
