import { hasExpired, needsRenewal, withoutTerms, type Consent, latestMomentOf, type DatedCommand } from '@case-timeline/casework'
import type { ConsentWithdrawn, FactOf, ReferralMade } from '@case-timeline/contracts'

/** The consents of a person, by consent id, and whether the person has come of age. */
interface ConsentState {
  readonly consents: Readonly<Record<string, Consent>>
  readonly majorityReached: boolean
}

interface PlannedReferral extends DatedCommand {
  readonly data: FactOf<typeof ReferralMade>['data']
}

/**
 * The parts of a referral that no consent covers, as `<kind>:<value>` references: the consent itself if it is missing,
 * withdrawn, expired or has to be renewed by a person who has come of age; otherwise the recipient, services and kinds
 * of data that the consent does not list or no longer lists.
 */
export const notCoveredByConsent = ({ consents, majorityReached }: ConsentState, referral: PlannedReferral): readonly string[] => {
  const { data } = referral
  if (data.consentId === undefined) return ['consent:none']
  const consent = consents[data.consentId]
  if (!consent) return [`consent:${data.consentId}`]
  // The withdrawal of a whole consent removes its recipients.
  if (consent.recipients.length === 0) return [`withdrawn:${data.consentId}`]
  if (hasExpired(consent, latestMomentOf(referral))) return [`expired:${data.consentId}`]
  if (needsRenewal(consent, majorityReached)) return [`toBeRenewed:${data.consentId}`]
  return [
    ...missingFrom('recipient', [data.toOrg], consent.recipients),
    ...missingFrom('service', data.services, consent.purposes),
    ...missingFrom('data', data.dataCategories, consent.dataCategories),
  ]
}

const missingFrom = (kind: string, needed: readonly string[], granted: readonly string[]): readonly string[] =>
  needed.filter((value) => !granted.includes(value)).map((value) => `${kind}:${value}`)

const NOTICE_PURPOSE = 'notificationAbroad'

/** Every notice reveals that the person was identified, whatever its reference contains. */
const NOTICE_DATA_CATEGORY = 'identity'

/** Whether a consent covers notifying a country of the person’s identification. The expiry date is not checked. */
export const coversNoticeTo = ({ purposes, recipients, dataCategories, parties = [] }: Consent, party: string): boolean =>
  recipients.length > 0 && purposes.includes(NOTICE_PURPOSE) && dataCategories.includes(NOTICE_DATA_CATEGORY) && parties.includes(party)

/** Whether a withdrawal, of a consent that is not on record, may be about notifying a country. */
export const mayEndNotice = (scope: FactOf<typeof ConsentWithdrawn>['data']['scope']): boolean =>
  scope === 'all' || scope.purposes?.includes(NOTICE_PURPOSE) === true || scope.dataCategories?.includes(NOTICE_DATA_CATEGORY) === true

/** Whether a consent in force covers notifying a country of the person’s identification. @param at RFC 3339 in UTC */
export const hasConsentToNotice = ({ consents, majorityReached }: ConsentState, party: string, at: string): boolean =>
  Object.values(consents).some(
    (consent) => coversNoticeTo(consent, party) && !hasExpired(consent, at) && !needsRenewal(consent, majorityReached),
  )

/** The consents of a person who refused any notice abroad. */
export const withoutNoticePurpose = (consents: ConsentState['consents']): ConsentState['consents'] =>
  Object.fromEntries(Object.entries(consents).map(([id, consent]) => [id, withoutTerms(consent, { purposes: [NOTICE_PURPOSE] })]))
