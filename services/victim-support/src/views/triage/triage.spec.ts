import {
  ConsentGranted,
  ConsentRefused,
  ConsentWithdrawn,
  NeedsAssessed,
  PresumedVictimIdentified,
  ReflectionPeriodEnded,
  ReflectionPeriodStarted,
  RepatriationAgreed,
  RepatriationCompleted,
  RightsInformed,
  RiskAssessed,
  ScreeningConducted,
  SupportCaseClosed,
  SupportCaseOpened,
  type UrgentNeed,
} from '@case-timeline/contracts'
import { exampleFact, rowsShownBy, type TestFact } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import { TriagedPerson, triageView } from './triage.view.ts'

const { personRef } = SupportCaseOpened.example
const opened = exampleFact(SupportCaseOpened, { urgentNeeds: ['food'], language: 'my', ageBand: 'adult' }, { agencyId: 'zz-support' })
const shown = (...facts: readonly TestFact[]) => rowsShownBy(triageView, ...facts)[0]

describe('the triage list', () => {
  it('shows what a person needs from the offer of support on, under the supporting agency', () => {
    const row = shown(opened)
    expect(row).toMatchObject({
      ...{ personRef, supportedBy: 'zz-support', state: 'open', urgentNeeds: ['food'], language: 'my', ageBand: 'adult' },
      ...{ screened: false, informed: false, needsAssessed: false, consent: 'notAsked', reflecting: false, returnState: 'none' },
    })
    expect(TriagedPerson.parse(row)).toEqual(row)
    expect(shown(opened, exampleFact(SupportCaseClosed, { personRef, reason: 'byChoice' }))).toMatchObject({ state: 'closed' })
  })

  it('knows of a person whom police screened before support was offered, and lists that person for no agency until then', () => {
    const screened = exampleFact(ScreeningConducted, { personRef })
    expect(shown(screened)).toMatchObject({ state: 'notSupported', screened: true })
    expect(shown(screened)?.supportedBy).toBeUndefined()
    expect(shown(screened, opened)).toMatchObject({ state: 'open', screened: true, supportedBy: 'zz-support' })
  })

  it('does not show the outcome of a screening, what a consent covers, or a risk factor', () => {
    const facts = [
      exampleFact(ScreeningConducted, { personRef, outcome: 'inconclusive', indicators: ['debtBondage'] }),
      exampleFact(ConsentGranted, { personRef, recipients: ['zz-clinic'], purposes: ['health'] }),
    ]
    for (const hidden of ['inconclusive', 'debtBondage', 'zz-clinic', 'health'])
      expect(JSON.stringify(shown(opened, ...facts))).not.toContain(hidden)
  })

  it('shows the urgent needs as they were assessed last, also of a person whom police identified, and none once they are met', () => {
    const byPolice = exampleFact(SupportCaseOpened, { urgentNeeds: undefined }, { agencyId: 'zz-support' })
    const assessed = (urgentNeeds?: UrgentNeed[]) => exampleFact(NeedsAssessed, { personRef, accommodations: [], urgentNeeds })
    expect(shown(byPolice, assessed(['medicalCare', 'shelter']))).toMatchObject({ urgentNeeds: ['medicalCare', 'shelter'] })
    expect(shown(opened, assessed())).toMatchObject({ urgentNeeds: ['food'] })
    expect(shown(opened, assessed(['shelter']), assessed([]))).toMatchObject({ urgentNeeds: [] })
  })

  it('shows nationality and readiness to speak as far as the person stated them, and keeps them where a later assessment is silent', () => {
    const first = exampleFact(NeedsAssessed, { personRef, accommodations: ['interpreter'], nationality: 'MM', readyToSpeak: 'notYet' })
    const second = exampleFact(NeedsAssessed, { personRef, accommodations: ['breaks'], readyToSpeak: 'yes' })
    expect(shown(opened, first)).toMatchObject({
      needsAssessed: true,
      nationality: 'MM',
      readyToSpeak: 'notYet',
      accommodations: ['interpreter'],
    })
    expect(shown(opened, first, second)).toMatchObject({ nationality: 'MM', readyToSpeak: 'yes', accommodations: ['breaks'] })
    expect(shown(opened, exampleFact(NeedsAssessed, { personRef }))?.nationality).toBeUndefined()
  })

  it.each([
    ['informed of rights', [exampleFact(RightsInformed, { personRef })], { informed: true }],
    ['assessed for risk', [exampleFact(RiskAssessed, { personRef, level: 'extreme' })], { risk: 'extreme' }],
    ['identified, with the age band', [exampleFact(PresumedVictimIdentified, { personRef, ageBand: 'child' })], { ageBand: 'child' }],
    ['asked for consent, and gave it', [exampleFact(ConsentGranted, { personRef })], { consent: 'granted' }],
    ['asked for consent, and refused it', [exampleFact(ConsentRefused, { personRef })], { consent: 'refused' }],
    [
      'withdrew a consent',
      [exampleFact(ConsentGranted, { personRef }), exampleFact(ConsentWithdrawn, { personRef })],
      { consent: 'withdrawn' },
    ],
    ['in a reflection period', [exampleFact(ReflectionPeriodStarted, { personRef })], { reflecting: true }],
    [
      'after a reflection period',
      [exampleFact(ReflectionPeriodStarted, { personRef }), exampleFact(ReflectionPeriodEnded, { personRef })],
      { reflecting: false },
    ],
    ['ready to return', [exampleFact(RepatriationAgreed, { personRef })], { returnState: 'agreed' }],
    [
      'returned',
      [exampleFact(RepatriationAgreed, { personRef }), exampleFact(RepatriationCompleted, { personRef })],
      { returnState: 'completed' },
    ],
  ])('shows a person who is %s', (_, facts, expected) => expect(shown(opened, ...facts)).toMatchObject(expected))
})
