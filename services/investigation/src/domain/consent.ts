import type { Consent, KnownConsents } from './cooperation.ts'

/** What leaves the country, as far as consent is asked for it. */
export interface Parcel {
  readonly toAgency: string
  readonly concerns: readonly string[]
  readonly dataCategories: readonly string[]
}

/** Facts of the case say nothing of who she is. */
export const personalDataIn = ({ dataCategories }: Parcel): string[] => dataCategories.filter((category) => category !== 'caseFacts')

const covers = (parcel: Parcel, now: string, { purposes, recipients, dataCategories, expiresAt }: Consent): boolean =>
  purposes.includes('policeCooperation') &&
  recipients.includes(parcel.toAgency) &&
  now.slice(0, 19) < expiresAt.slice(0, 19) &&
  personalDataIn(parcel).every((category) => dataCategories.includes(category))

/** The victims among those concerned of whom no live consent covers what would be sent. */
export const victimsWithoutConsent = (parcel: Parcel, { victims, consentsOf }: KnownConsents, now: string): string[] =>
  personalDataIn(parcel).length === 0
    ? []
    : parcel.concerns.filter(
        (personRef) => victims.includes(personRef) && !(consentsOf[personRef] ?? []).some((consent) => covers(parcel, now, consent)),
      )
