import { AppealLodged, ConfiscationSought, DisclosureMade, LodgeAppeal, MakeDisclosure, SeekConfiscation } from '@case-timeline/contracts'
import { commanded, override, rulesHaveOneName, specificationOf } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import * as rules from './court.rules.ts'
import { prosecution } from './prosecution.decide.ts'
import { byCourtOrder, policy } from './prosecution.fixtures.ts'
import type { ProsecutionFact } from './prosecution.ts'

const given = specificationOf(prosecution)

describe('a disclosure', () => {
  const { items } = MakeDisclosure.example
  const disclose = (but: Partial<(typeof MakeDisclosure)['example']> = {}, conditions: string[] = []) =>
    commanded(
      MakeDisclosure,
      { ...MakeDisclosure.example, ...but },
      { conditionsOf: Object.fromEntries(items.map((id) => [id, conditions])) },
    )
  const made: ProsecutionFact = { type: DisclosureMade.type, data: DisclosureMade.example }

  it('is recorded', () => given().when(disclose()).then(DisclosureMade))
  it.each(['identity', 'contact', 'location', 'family'] as const)(`${rules.disclosureLeavesIdentitySealed.sentence}: %s`, (category) => {
    const rule = rules.disclosureLeavesIdentitySealed
    const open = { victimData: [category] }
    given().when(disclose(open)).thenRefusedBy(rule)
    given()
      .when(disclose({ ...open, courtOrderRef: 'RTC-2026-88' }))
      .then(DisclosureMade)
    given()
      .when({ ...disclose(open), overrides: [byCourtOrder(rule.id)] })
      .then(DisclosureMade, override(rule))
  })
  it(rules.foreignConditionsBindLaterUse.sentence, () => {
    given()
      .when(disclose({}, ['thisProceedingOnly']))
      .thenRefusedBy(rules.foreignConditionsBindLaterUse)
    given()
      .when(disclose({ conditionsObserved: ['thisProceedingOnly'] }, ['thisProceedingOnly']))
      .then(DisclosureMade)
  })
  it(rules.aDisclosureIsMadeOnce.sentence, () => given([made]).when(disclose()).thenRefusedBy(rules.aDisclosureIsMadeOnce))
})

describe('seeking confiscation', () => {
  const { assetIds } = SeekConfiscation.example
  const seek = (frozenOrTraced: string[] = assetIds) => commanded(SeekConfiscation, SeekConfiscation.example, { frozenOrTraced })

  it('is recorded', () => given().when(seek()).then(ConfiscationSought))
  it(rules.onlyTracedOrFrozenAssetsAreConfiscated.sentence, () =>
    given().when(seek([])).thenRefusedBy(rules.onlyTracedOrFrozenAssetsAreConfiscated),
  )
})

describe('lodging an appeal', () => {
  const { against, appealId } = LodgeAppeal.example
  const lodge = (occurredAt: string, decidedOn: Readonly<Record<string, string>> = { [against]: '2026-05-04' }) =>
    commanded(LodgeAppeal, LodgeAppeal.example, { decidedOn }, { occurredAt, policy })

  it('is recorded', () => given().when(lodge('2026-05-05')).then(AppealLodged))
  it(rules.anAppealIsAgainstADecisionOfTheCourt.sentence, () =>
    given().when(lodge('2026-05-05', {})).thenRefusedBy(rules.anAppealIsAgainstADecisionOfTheCourt),
  )

  describe(rules.anAppealIsLodgedInTime.sentence, () => {
    const rule = rules.anAppealIsLodgedInTime
    it('on the last day', () => given().when(lodge('2026-05-19')).then(AppealLodged))
    it('refused the day after', () => given().when(lodge('2026-05-20')).thenRefusedBy(rule))
    it('counts over the turn of a year', () => {
      given()
        .when(lodge('2026-01-08', { [against]: '2025-12-24T09:00:00Z' }))
        .then(AppealLodged)
      given()
        .when(lodge('2026-01-09', { [against]: '2025-12-24T09:00:00Z' }))
        .thenRefusedBy(rule)
    })
    it('restored by the court, and that is recorded', () =>
      given()
        .when({ ...lodge('2026-05-20'), overrides: [byCourtOrder(rule.id)] })
        .then(AppealLodged, override(rule)))
    it('is not asked where the policy sets no days, or the day is not known', () => {
      given()
        .when({ ...lodge('2026-09-20'), policy: undefined })
        .then(AppealLodged)
      given()
        .when(lodge('2026-09-20', { [against]: '' }))
        .then(AppealLodged)
      given()
        .when(lodge('2024-06-01', { [against]: '2024-03-01' }))
        .then(AppealLodged)
    })
  })

  it(rules.anAppealIsLodgedOnce.sentence, () =>
    given([{ type: AppealLodged.type, data: { ...AppealLodged.example, appealId } }])
      .when(lodge('2026-05-05'))
      .thenRefusedBy(rules.anAppealIsLodgedOnce),
  )
})

it('each rule of what goes to a court has one name', () => rulesHaveOneName('prosecution', rules))
