import type { Consent, KnownConsents } from './cooperation.ts'

/** The members of outgoing data that decide whether consent is needed. */
export interface OutgoingData {
  readonly toAgency: string
  readonly concerns: readonly string[]
  readonly dataCategories: readonly string[]
}

/** The categories of personal data: all except `caseFacts`. */
export const personalDataIn = ({ dataCategories }: OutgoingData): string[] => dataCategories.filter((category) => category !== 'caseFacts')

const covers = (outgoingData: OutgoingData, at: string, { purposes, recipients, dataCategories, expiresAt }: Consent): boolean =>
  purposes.includes('policeCooperation') &&
  recipients.includes(outgoingData.toAgency) &&
  // To the second: a moment may have fractions of a second, the recorded time may have none.
  at.slice(0, 19) < expiresAt.slice(0, 19) &&
  personalDataIn(outgoingData).every((category) => dataCategories.includes(category))

/** The victims among the persons concerned without a consent that covers the outgoing data. @param at RFC 3339 in UTC: when it is sent */
export const victimsWithoutConsent = (outgoingData: OutgoingData, { victims, consentsOf }: KnownConsents, at: string): string[] =>
  personalDataIn(outgoingData).length === 0
    ? []
    : outgoingData.concerns.filter(
        (personRef) => victims.includes(personRef) && !(consentsOf[personRef] ?? []).some((consent) => covers(outgoingData, at, consent)),
      )
