import { Authority, ClockActivity, type JurisdictionPolicy, type StatutoryClock, SupportMandate } from '@case-timeline/contracts'

/** The day on which the gaps of the policy are asked for, and that since which all of it is law. */
export const DAY = '2026-06-01'
export const SINCE = '2001-02-03'
export const KNOWN = ['traffickingInPersons', 'ZZ.1', 'YY.1']
export const clock = (activity: ClockActivity, more: Partial<StatutoryClock> = {}): StatutoryClock => ({
  activity,
  maxDays: 7,
  validFrom: SINCE,
  source: 'Act 1 s. 2',
  verified: 'primary',
  ...more,
})
export const READ = { citation: 'Act 1 s. 3', verified: 'primary', validFrom: SINCE } as const
export const OTHERS = ['IMMIGRATION', 'MILITARY', 'PRISON', 'CLOSED_SHELTER']
/** A policy that leaves nothing open. */
export const whole: JurisdictionPolicy = {
  jurisdiction: 'ZZ',
  reviewed: true,
  rules: {},
  traffickingOffences: ['traffickingInPersons', { code: 'ZZ.1', validFrom: SINCE }],
  forcedCriminalityOffences: ['onlineFraud'],
  clocks: [
    ...(['arrest', 'detentionOrdered', 'detentionExtended'] as const).map((activity) => clock(activity, { persons: 'children' })),
    ...ClockActivity.options.map((activity) => clock(activity)),
  ],
  consularNotifications: [],
  apostille: { source: 'list of 2012', verified: 'primary', validFrom: SINCE },
  offences: [{ code: 'ZZ.1', acts: ['recruitment'], means: [], purposes: ['ForcedLabour'], ...READ }],
  nonPunishment: [{ covers: true, source: 'Act 1 s. 7', verified: 'primary', validFrom: SINCE }],
  authorities: [
    ...Authority.options.map((authority) => ({ authority, name: 'a body', citation: 'Act 1 s. 4', verified: 'primary' as const })),
    ...OTHERS.map((authority) => ({
      ...{ authority, name: 'a body', holdsNobody: true as const, citation: 'Act 1 s. 4', verified: 'primary' as const },
    })),
  ],
  childAge: { under: 18, ...READ },
  criminalAge: { from: 12, ...READ },
  remandCredit: [],
  identificationMandates: SupportMandate.options.map((mandate) => ({
    mandate,
    mayIdentify: false,
    source: 'Act 1 s. 6',
    verified: 'primary',
    validFrom: SINCE,
  })),
  reportingDuties: [],
}
