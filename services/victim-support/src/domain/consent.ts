import type { Supported, ToRefer } from './person.ts'

/** Both are in UTC; only the second one may state fractions of a second. */
const isOver = (expiresAt: string, now: string): boolean => expiresAt.slice(0, 19) <= now.slice(0, 19)

/**
 * What of a referral no consent covers, as references: the consent itself where it is missing, withdrawn or expired, else the recipient,
 * services and kinds of data that it does not list, or lists no more.
 */
export const uncovered = ({ consents }: Supported, { data, now }: ToRefer): readonly string[] => {
  if (data.consentId === undefined) return ['consent:none']
  const consent = consents[data.consentId]
  if (!consent) return [`consent:${data.consentId}`]
  if (consent.recipients.length === 0) return [`withdrawn:${data.consentId}`]
  if (isOver(consent.expiresAt, now)) return [`expired:${data.consentId}`]
  return [
    ...missing('recipient', [data.toOrg], consent.recipients),
    ...missing('service', data.services, consent.purposes),
    ...missing('data', data.dataCategories, consent.dataCategories),
  ]
}

const missing = (kind: string, needed: readonly string[], granted: readonly string[]): readonly string[] =>
  needed.filter((one) => !granted.includes(one)).map((one) => `${kind}:${one}`)
