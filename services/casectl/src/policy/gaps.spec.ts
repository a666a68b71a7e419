import { Authority, ClockActivity, type JurisdictionPolicy, type StatutoryClock, SupportMandate } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { gapsOf } from './gaps.ts'

const DAY = '2026-06-01'
const KNOWN = ['traffickingInPersons', 'ZZ.1', 'YY.1']
const clock = (activity: ClockActivity, more: Partial<StatutoryClock> = {}): StatutoryClock => ({
  activity,
  maxDays: 7,
  validFrom: '2000-01-01',
  source: 'Act 1 s. 2',
  verified: 'primary',
  ...more,
})
const whole: JurisdictionPolicy = {
  jurisdiction: 'ZZ',
  reviewed: true,
  rules: {},
  traffickingOffences: ['traffickingInPersons', 'ZZ.1'],
  clocks: [clock('arrest', { persons: 'children' }), ...ClockActivity.options.map((activity) => clock(activity))],
  consularNotifications: [],
  offences: [{ code: 'ZZ.1', acts: ['recruitment'], citation: 'Act 1 s. 3', verified: 'primary' }],
  authorities: Authority.options.map((authority) => ({ authority, name: 'a body', citation: 'Act 1 s. 4', verified: 'primary' })),
  childAge: { under: 18, citation: 'Act 1 s. 5', verified: 'primary' },
  identificationMandates: SupportMandate.options.map((mandate) => ({
    mandate,
    mayIdentify: false,
    source: 'Act 1 s. 6',
    verified: 'primary',
  })),
  reportingDuties: [],
}
const gaps = (changes: Partial<JurisdictionPolicy> = {}, jurisdiction = 'ZZ') => gapsOf({ ...whole, ...changes }, jurisdiction, DAY, KNOWN)
/** The policy with other clocks for an activity. */
const withClocks = (activity: ClockActivity, ...clocks: readonly StatutoryClock[]) =>
  gaps({ clocks: [...whole.clocks.filter((one) => one.activity !== activity), ...clocks] })

describe('a policy', () => {
  it('without a gap has a clock in force for each activity, the offences, a review and sources that were read', () =>
    expect(gaps()).toEqual([]))
  it('leaves open what no lawyer has reviewed', () => expect(gaps({ reviewed: false })).toEqual([{ gap: 'notReviewed' }]))
  it('of another jurisdiction is no policy of this one', () => {
    const {
      consularNotifications: _,
      identificationMandates: __,
      reportingDuties: ___,
      ...policy
    } = { ...whole, jurisdiction: 'default' as const }
    expect(gapsOf(policy, 'XX', DAY, KNOWN)).toEqual([
      { gap: 'noPolicy' },
      { gap: 'noOffenceOfCountry' },
      { gap: 'noConsularList' },
      { gap: 'noIdentificationMandates' },
      { gap: 'noReportingDuties' },
    ])
  })
  it('leaves open the offences of its country and the generic ones that the domain knows, not those of others', () =>
    expect(gaps({ traffickingOffences: ['ZZ.2'] })).toEqual([
      { gap: 'offenceMissing', offenceCode: 'traffickingInPersons' },
      { gap: 'offenceMissing', offenceCode: 'ZZ.1' },
      { gap: 'noActs', offenceCode: 'ZZ.2' },
    ]))
  it('that applies by default leaves open each offence that the domain knows', () =>
    expect(gapsOf({ ...whole, jurisdiction: 'default' }, 'default', DAY, KNOWN)).toEqual([{ gap: 'offenceMissing', offenceCode: 'YY.1' }]))
})

describe('a clock', () => {
  it('that is missing is a gap', () => expect(withClocks('appeal')).toEqual([{ gap: 'noClock', activity: 'appeal' }]))
  it('is in force on its first and on its last day', () => {
    expect(withClocks('appeal', clock('appeal', { validFrom: DAY, validUntil: DAY }))).toEqual([])
  })
  it('that ended is a gap since its last day, even if another begins later', () => {
    const old = clock('appeal', { validUntil: '2026-01-01' })
    const older = clock('appeal', { validUntil: '2010-01-01' })
    const next = clock('appeal', { validFrom: '2027-01-01' })
    expect(withClocks('appeal', old, older, next)).toEqual([{ gap: 'clockEnded', activity: 'appeal', validUntil: '2026-01-01' }])
  })
  it('that begins later is a gap until then', () =>
    expect(withClocks('appeal', clock('appeal', { validFrom: '2026-06-02' }))).toEqual([
      { gap: 'clockNotBegun', activity: 'appeal', validFrom: '2026-06-02' },
    ]))
  it('of a detention is wanted for each authority, and not given by one that needs a special legal basis', () => {
    const police = clock('detentionOrdered', { authority: 'POLICE' })
    const byException = clock('detentionOrdered', { authority: 'HIGH_COURT', legalBasis: 'ACT-1/29' })
    expect(withClocks('detentionOrdered', police, byException)).toEqual(
      ['PROSECUTION', 'DISTRICT_COURT', 'HIGH_COURT', 'SUPREME_COURT'].map((authority) => ({
        gap: 'noClock',
        activity: 'detentionOrdered',
        authority,
      })),
    )
  })
})

describe('the law of a country', () => {
  it('leaves open the acts of each offence of the country that the policy lists', () => {
    const undescribed = { code: 'ZZ.1', citation: 'Act 1 s. 3', verified: 'primary' } as const
    const missing = [{ gap: 'noActs', offenceCode: 'ZZ.1' }]
    expect(gaps({ offences: [] })).toEqual(missing)
    expect(gaps({ offences: [undescribed] })).toEqual(missing)
  })
  it('leaves open the acts of an offence only while it is law, and those of the day', () => {
    const [offence] = whole.offences ?? []
    const until = { ...offence, code: 'ZZ.1', citation: 'Act 1', verified: 'primary', validUntil: '2026-05-31' } as const
    expect(gaps({ offences: [until] })).toEqual([{ gap: 'noActs', offenceCode: 'ZZ.1' }])
    expect(gaps({ offences: [until, { ...until, validFrom: DAY, validUntil: undefined }] })).toEqual([])
    const traffickingOffences = ['traffickingInPersons', { code: 'ZZ.1', validUntil: '2026-05-31' }]
    expect(gaps({ traffickingOffences, offences: [] })).toEqual([])
  })
  it('leaves open which body an authority of custody is', () =>
    expect(gaps({ authorities: whole.authorities?.filter(({ authority }) => authority !== 'HIGH_COURT') })).toEqual([
      { gap: 'noBody', authority: 'HIGH_COURT' },
    ]))
  it('is also that of the credit for custody before a sentence', () =>
    expect(gaps({ remandCredit: [{ validFrom: '2000-01-01', source: 'Act 2 s. 3' }] })).toEqual([
      { gap: 'sourceNotVerified', value: 'credit for custody before a sentence, from 2000-01-01', read: 'no', source: 'Act 2 s. 3' },
    ]))
  it('leaves open the age of a child', () => {
    const { childAge: _, ...ageless } = whole
    expect(gapsOf(ageless, 'ZZ', DAY, KNOWN)).toEqual([{ gap: 'noChildAge' }])
    const clocks = whole.clocks.filter(({ persons }) => persons === undefined)
    expect(gaps({ clocks })).toEqual([{ gap: 'noLimitsForChildren' }])
  })
  it('leaves open, of a member state of ASEAN, the treaties of which nothing is known or verified', () => {
    const found = gapsOf({ ...whole, jurisdiction: 'TL' }, 'TL', DAY, KNOWN)
    expect(found).toContainEqual({ gap: 'treatyUnknown', treaty: 'ACTIP' })
    expect(found).toContainEqual({ gap: 'treatyNotVerified', treaty: 'Palermo Protocol' })
    const singapore = gapsOf({ ...whole, jurisdiction: 'SG' }, 'SG', DAY, KNOWN)
    expect(singapore).not.toContainEqual(expect.objectContaining({ treaty: 'Palermo Protocol' }))
  })
})

describe('who may identify a victim', () => {
  const mandates = whole.identificationMandates ?? []
  const inForce = (mandate: SupportMandate, validUntil?: string) =>
    mandates.map((one) => (one.mandate === mandate ? { ...one, validUntil } : one))
  it('is open as a whole where nothing is listed', () => {
    const { identificationMandates: _, ...without } = whole
    expect(gapsOf(without, 'ZZ', DAY, KNOWN)).toEqual([{ gap: 'noIdentificationMandates' }])
  })
  it('is open for each mandate that is not listed, or not for the day', () => {
    expect(gaps({ identificationMandates: mandates.filter(({ mandate }) => mandate !== 'ngo' && mandate !== 'other') })).toEqual([
      { gap: 'mandateUnknown', mandate: 'ngo' },
    ])
    expect(gaps({ identificationMandates: inForce('embassy', '2026-05-31') })).toEqual([{ gap: 'mandateUnknown', mandate: 'embassy' }])
    expect(gaps({ identificationMandates: inForce('embassy', DAY) })).toEqual([])
  })
})

describe('the source of a value', () => {
  it.each([
    ['was read in the law', 'primary', []],
    ['was read in a report of it', 'secondary', ['secondary']],
    ['was not read', 'no', ['no']],
    ['says nothing', undefined, ['no']],
  ] as const)('that %s is a gap unless the law itself was read', (_, verified, read) => {
    const { verified: _read, ...unread } = clock('appeal')
    const found = withClocks('appeal', { ...unread, ...(verified && { verified }) })
    expect(found.map((gap) => ('read' in gap ? gap.read : gap))).toEqual(read)
  })
  it('is that of every value: notifications, offences, bodies, the apostille and the age of a child', () => {
    const [citation, verified] = ['Act 2', 'no'] as const
    const found = gaps({
      consularNotifications: [{ sendingState: 'YY', source: 'treaty of 1999' }],
      offences: [{ code: 'ZZ.1', acts: ['recruitment'], citation, verified }],
      authorities: [...(whole.authorities ?? []), { authority: 'POLICE', name: 'the police', citation, verified }],
      apostille: { source: 'list of 2012' },
      childAge: { under: 18, citation, verified: 'secondary' },
    })
    expect(found).toEqual([
      { gap: 'sourceNotVerified', value: 'consular notification to YY', read: 'no', source: 'treaty of 1999' },
      { gap: 'sourceNotVerified', value: 'offence ZZ.1', read: 'no', source: citation },
      { gap: 'sourceNotVerified', value: 'POLICE: the police', read: 'no', source: citation },
      { gap: 'sourceNotVerified', value: 'party to the Apostille Convention', read: 'no', source: 'list of 2012' },
      { gap: 'sourceNotVerified', value: 'child under 18', read: 'secondary', source: citation },
    ])
  })
  it('is also that of a mandate to identify, and of a duty to report', () =>
    expect(
      gaps({
        identificationMandates: [...(whole.identificationMandates ?? []), { mandate: 'ngo', mayIdentify: true, source: 'act of 2008' }],
        reportingDuties: [{ about: 'child', source: 'act of 2003', verified: 'primary' }],
      }),
    ).toEqual([{ gap: 'sourceNotVerified', value: 'identification by ngo', read: 'no', source: 'act of 2008' }]))
})
