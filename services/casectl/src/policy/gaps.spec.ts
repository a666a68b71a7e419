import type { ClockActivity, JurisdictionPolicy, StatutoryClock, SupportMandate } from '@case-timeline/contracts'
import { describe, expect, it } from '@jest/globals'
import { gapsOf } from './gaps.ts'
import { clock, DAY, KNOWN, OTHERS, READ, SINCE, whole } from './whole-policy.fixtures.ts'

const gaps = (changes: Partial<JurisdictionPolicy> = {}, jurisdiction = 'ZZ') => gapsOf({ ...whole, ...changes }, jurisdiction, DAY, KNOWN)
/** The policy with other clocks for an activity. */
const withClocks = (activity: ClockActivity, ...clocks: readonly StatutoryClock[]) =>
  gaps({ clocks: [...whole.clocks.filter((one) => one.activity !== activity), ...clocks] })

describe('a policy', () => {
  it('without a gap has a clock in force for each activity, the offences, a review and sources that were read', () =>
    expect(gaps()).toEqual([]))
  it('leaves open what no lawyer has reviewed', () => expect(gaps({ reviewed: false })).toEqual([{ gap: 'notReviewed' }]))
  it('of another jurisdiction is no policy of this one', () => {
    expect(gapsOf({ ...whole, jurisdiction: 'default' }, 'XX', DAY, KNOWN)).toEqual([{ gap: 'noPolicy' }, { gap: 'noOffenceOfCountry' }])
  })
  it('leaves open the offences of its country and the generic ones that the domain knows, not those of others', () =>
    expect(gaps({ traffickingOffences: [{ code: 'ZZ.2', validFrom: SINCE }] })).toEqual([
      { gap: 'offenceMissing', offenceCode: 'traffickingInPersons' },
      { gap: 'offenceMissing', offenceCode: 'ZZ.1' },
      ...(['noActs', 'noMeans', 'noPurposes'] as const).map((gap) => ({ gap, offenceCode: 'ZZ.2' })),
    ]))
  it('that applies by default leaves open each offence that the domain knows', () =>
    expect(gapsOf({ ...whole, jurisdiction: 'default' }, 'default', DAY, KNOWN)).toEqual([{ gap: 'offenceMissing', offenceCode: 'YY.1' }]))
})

describe('a clock', () => {
  it('that is missing is a gap', () => expect(withClocks('riskReassessment')).toEqual([{ gap: 'noClock', activity: 'riskReassessment' }]))
  it('of an appeal is wanted for each court whose judgments can be appealed', () => {
    const missing = (authority: string) => ({ gap: 'noClock', activity: 'appeal', authority })
    expect(withClocks('appeal')).toEqual([missing('DISTRICT_COURT'), missing('HIGH_COURT')])
    expect(withClocks('appeal', clock('appeal', { authority: 'DISTRICT_COURT' }))).toEqual([missing('HIGH_COURT')])
    const authorities = whole.authorities?.map((one) => (one.authority === 'HIGH_COURT' ? { ...one, decidesLast: true as const } : one))
    const clocks = whole.clocks.map((one) => (one.activity === 'appeal' ? { ...one, authority: 'DISTRICT_COURT' } : one))
    expect(gaps({ authorities, clocks })).toEqual([])
  })
  it('of custody is wanted for each authority outside criminal procedure that holds persons', () => {
    const authorities = whole.authorities?.map(({ holdsNobody: _, ...one }) => one)
    const wanted = OTHERS.flatMap((authority) => [
      ...(authority === 'CLOSED_SHELTER' ? [] : [{ gap: 'noClock', activity: 'arrest', authority }]),
      { gap: 'noClock', activity: 'detentionOrdered', authority },
    ])
    expect(gaps({ authorities })).toEqual(wanted)
  })
  it('for children is wanted for each activity of custody, and on the day', () => {
    const ended = whole.clocks.map((one) =>
      one.persons && one.activity === 'detentionOrdered' ? { ...one, validUntil: '2026-05-31' } : one,
    )
    expect(gaps({ clocks: ended })).toEqual([{ gap: 'noLimitForChildren', activity: 'detentionOrdered' }])
    expect(gaps({ clocks: whole.clocks.filter(({ persons }) => persons === undefined) })).toEqual(
      ['arrest', 'detentionOrdered', 'detentionExtended'].map((activity) => ({ gap: 'noLimitForChildren', activity })),
    )
  })
  it('is in force on its first and on its last day', () => {
    expect(withClocks('decisionReview', clock('decisionReview', { validFrom: DAY, validUntil: DAY }))).toEqual([])
  })
  it('that ended is a gap since its last day, even if another begins later', () => {
    const activity = 'decisionReview'
    const old = clock(activity, { validUntil: '2026-01-01' })
    const older = clock(activity, { validUntil: '2010-01-01' })
    const next = clock(activity, { validFrom: '2027-01-01' })
    expect(withClocks(activity, old, older, next)).toEqual([{ gap: 'clockEnded', activity, validUntil: '2026-01-01' }])
  })
  it('that begins later is a gap until then', () =>
    expect(withClocks('decisionReview', clock('decisionReview', { validFrom: '2026-06-02' }))).toEqual([
      { gap: 'clockNotBegun', activity: 'decisionReview', validFrom: '2026-06-02' },
    ]))
  it('of a detention is wanted for each authority, and not given by one that needs a special legal basis', () => {
    const police = clock('detentionOrdered', { authority: 'POLICE' })
    const byException = clock('detentionOrdered', { authority: 'HIGH_COURT', legalBasis: 'ACT-1/29' })
    const ofChildren = clock('detentionOrdered', { persons: 'children' })
    expect(withClocks('detentionOrdered', police, byException, ofChildren)).toEqual(
      ['PROSECUTION', 'DISTRICT_COURT', 'HIGH_COURT', 'SUPREME_COURT'].map((authority) => ({
        gap: 'noClock',
        activity: 'detentionOrdered',
        authority,
      })),
    )
  })
})

describe('the law of a country', () => {
  const elements = (['noActs', 'noMeans', 'noPurposes'] as const).map((gap) => ({ gap, offenceCode: 'ZZ.1' }))
  it('leaves open the elements of each offence of the country that the policy lists', () => {
    expect(gaps({ offences: [] })).toEqual(elements)
    expect(gaps({ offences: [{ code: 'ZZ.1', ...READ }] })).toEqual(elements)
    expect(gaps({ offences: [{ code: 'ZZ.1', acts: ['recruitment'], ...READ }] })).toEqual(elements.slice(1))
  })
  it('leaves open the elements of an offence only while it is law, and those of the day', () => {
    const [offence] = whole.offences ?? []
    const until = { ...offence, code: 'ZZ.1', ...READ, validUntil: '2026-05-31' } as const
    expect(gaps({ offences: [until] })).toEqual(elements)
    expect(gaps({ offences: [until, { ...until, validFrom: DAY, validUntil: undefined }] })).toEqual([])
    const traffickingOffences = ['traffickingInPersons', { code: 'ZZ.1', validFrom: SINCE, validUntil: '2026-05-31' }]
    expect(gaps({ traffickingOffences, offences: [] })).toEqual([])
  })
  it('leaves open the offences that the law of the country has, whether they have the elements of trafficking or go with it', () => {
    const philippines = (more: Partial<JurisdictionPolicy>) =>
      gapsOf({ ...whole, jurisdiction: 'PH', ...more }, 'PH', DAY, ['PH.RA9208.4']).flatMap((gap) =>
        gap.gap === 'offenceMissing' ? gap.offenceCode : [],
      )
    const all = ['4', '4-A', '4-B', '4-C', '5', '6', '7', '11'].map((section) => `PH.RA9208.${section}`)
    expect(philippines({})).toEqual(all)
    const traffickingOffences = ['PH.RA9208.4', 'PH.RA9208.6'].map((code) => ({ code, validFrom: SINCE }))
    const relatedOffences = [{ code: 'PH.RA9208.5', is: 'facilitation' as const, ...READ }]
    expect(philippines({ traffickingOffences, relatedOffences })).toEqual(all.filter((code) => !/[.][456]$/.test(code)))
  })
  it('leaves open which offences victims are forced to commit, and whether they are punished for each of them', () => {
    const { forcedCriminalityOffences: _, ...unlisted } = whole
    expect(gapsOf(unlisted, 'ZZ', DAY, KNOWN)).toEqual([{ gap: 'noForcedCriminalityOffences' }])
    const unknown = [{ gap: 'nonPunishmentUnknown', offenceCode: 'onlineFraud' }]
    const entry = { covers: false, source: 'Act 1 s. 7', verified: 'primary', validFrom: SINCE } as const
    expect(gaps({ nonPunishment: [{ ...entry, offences: ['begging'] }] })).toEqual(unknown)
    expect(gaps({ nonPunishment: [{ ...entry, validUntil: '2026-05-31' }] })).toEqual(unknown)
    expect(gaps({ nonPunishment: [{ ...entry, offences: ['onlineFraud'] }] })).toEqual([])
  })
  it('leaves open whether immigration, the military, a prison or a closed shelter holds persons by a power of its own', () =>
    expect(gaps({ authorities: whole.authorities?.filter(({ authority }) => !OTHERS.includes(authority)) })).toEqual(
      OTHERS.map((authority) => ({ gap: 'powerUnknown', authority })),
    ))
  it('leaves open whether the country is party to the Apostille Convention, and since the day until which it was known not to be', () => {
    const isNot = { isParty: false, source: 'list of 2012', verified: 'primary' } as const
    expect(gaps({ apostille: { ...isNot, validUntil: DAY } })).toEqual([])
    expect(gaps({ apostille: { ...isNot, validUntil: '2026-05-31' } })).toEqual([{ gap: 'apostilleUnknown' }])
    expect(gaps({ apostille: { source: 'list of 2026', verified: 'primary', validFrom: '2026-09-11' } })).toEqual([])
  })
  it('leaves open which body an authority of custody is', () =>
    expect(gaps({ authorities: whole.authorities?.filter(({ authority }) => authority !== 'HIGH_COURT') })).toEqual([
      { gap: 'noBody', authority: 'HIGH_COURT' },
    ]))
  it('is also that of the credit for custody before a sentence', () =>
    expect(gaps({ remandCredit: [{ validFrom: SINCE, source: 'Act 2 s. 3', verified: 'no' }] })).toEqual([
      { gap: 'sourceNotVerified', value: `credit for custody before a sentence, from ${SINCE}`, read: 'no', source: 'Act 2 s. 3' },
    ]))
  it('leaves open the age of a child, and that of criminal responsibility', () => {
    const { childAge: _, criminalAge: __, ...ageless } = whole
    expect(gapsOf(ageless, 'ZZ', DAY, KNOWN)).toEqual([{ gap: 'noChildAge' }, { gap: 'noCriminalAge' }])
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

describe('since when a value is law', () => {
  const credit = { source: 'Act 2 s. 3', verified: 'primary' } as const
  it('is open where nobody knows it, and where a day is written in its place', () => {
    const value = 'credit for custody before a sentence'
    expect(gaps({ remandCredit: [credit] })).toEqual([{ gap: 'startNotKnown', value }])
    expect(gaps({ remandCredit: [{ ...credit, validFrom: '2000-01-01' }] })).toEqual([
      { gap: 'startNotKnown', value: `${value}, from 2000-01-01`, validFrom: '2000-01-01' },
    ])
    expect(gaps({ remandCredit: [{ ...credit, validFrom: '2000-01-02' }] })).toEqual([])
  })
  it('is open for an offence of the country that is only listed, and not for a code of no law', () =>
    expect(gaps({ traffickingOffences: ['traffickingInPersons', 'ZZ.1'] })).toEqual([
      { gap: 'startNotKnown', value: 'listed offence ZZ.1' },
    ]))
  it('is not asked of practice, which is no law, nor of a state that is not party to a treaty', () => {
    const { validFrom: _, ...undated } = clock('riskReassessment', { source: 'practice: soon', verified: 'primary' })
    expect(withClocks('riskReassessment', undated)).toEqual([])
  })
})

describe('the source of a value', () => {
  it.each([
    ['was read in the law', 'primary', []],
    ['was read in a report of it', 'secondary', ['secondary']],
    ['was not read', 'no', ['no']],
    ['says nothing', undefined, ['no']],
  ] as const)('that %s is a gap unless the law itself was read', (_, verified, read) => {
    const { verified: _read, ...unread } = clock('riskReassessment')
    const found = withClocks('riskReassessment', { ...unread, ...(verified && { verified }) })
    expect(found.flatMap((gap) => ('read' in gap ? gap.read : []))).toEqual(read)
    expect(found.filter(({ gap }) => gap === 'readingNotStated')).toHaveLength(verified === undefined ? 1 : 0)
  })
  it('is that of every value: notifications, offences, bodies, the apostille and the age of a child', () => {
    const [citation, verified, validFrom] = ['Act 2', 'no', SINCE] as const
    const [offence] = whole.offences ?? []
    const found = gaps({
      consularNotifications: [{ sendingState: 'YY', source: 'treaty of 1999', verified, validFrom }],
      offences: [{ ...offence, code: 'ZZ.1', citation, verified, validFrom }],
      relatedOffences: [{ code: 'ZZ.2', is: 'attempt', citation, verified, validFrom }],
      nonPunishment: [{ covers: true, source: citation, verified, validFrom }],
      authorities: [...(whole.authorities ?? []), { authority: 'POLICE', name: 'the police', citation, verified }],
      apostille: { source: 'list of 2012', verified, validFrom },
      childAge: { under: 18, citation, verified: 'secondary', validFrom },
      criminalAge: { from: 12, citation, verified: 'secondary', validFrom },
    })
    expect(found).toEqual([
      { gap: 'sourceNotVerified', value: 'consular notification to YY', read: 'no', source: 'treaty of 1999' },
      { gap: 'sourceNotVerified', value: `offence ZZ.1, from ${SINCE}`, read: 'no', source: citation },
      { gap: 'sourceNotVerified', value: `related offence ZZ.2, from ${SINCE}`, read: 'no', source: citation },
      { gap: 'sourceNotVerified', value: `non-punishment for any offence, from ${SINCE}`, read: 'no', source: citation },
      { gap: 'sourceNotVerified', value: 'POLICE: the police', read: 'no', source: citation },
      { gap: 'sourceNotVerified', value: 'party to the Apostille Convention', read: 'no', source: 'list of 2012' },
      { gap: 'sourceNotVerified', value: 'child under 18', read: 'secondary', source: citation },
      { gap: 'sourceNotVerified', value: 'criminal responsibility from 12', read: 'secondary', source: citation },
    ])
  })
  it('is also that of a mandate to identify, and of a duty to report', () =>
    expect(
      gaps({
        identificationMandates: [
          ...(whole.identificationMandates ?? []),
          { mandate: 'ngo', mayIdentify: true, source: 'act of 2008', verified: 'no', validFrom: SINCE },
        ],
        reportingDuties: [{ about: 'child', source: 'act of 2003', verified: 'primary', validFrom: SINCE }],
      }),
    ).toEqual([{ gap: 'sourceNotVerified', value: 'identification by ngo', read: 'no', source: 'act of 2008' }]))
  it('that is general knowledge and names no provision is open, too', () =>
    expect(gaps({ childAge: { under: 18, citation: 'general knowledge', verified: 'no', validFrom: SINCE } })).toEqual([
      { gap: 'noCitation', value: 'child under 18' },
      { gap: 'sourceNotVerified', value: 'child under 18', read: 'no', source: 'general knowledge' },
    ]))
})
