import type { Authority, ClockActivity, SupportMandate, Verified } from '@case-timeline/contracts'

/** A clock that a policy has to have. */
export interface WantedClock {
  readonly activity: ClockActivity
  /** Of a detention or an appeal, whose limits are those of an authority. */
  readonly authority?: string
}

/** What a policy leaves open, for the lawyer who reviews it. */
export type Gap =
  | {
      readonly gap:
        | 'noPolicy'
        | 'notReviewed'
        | 'noOffenceOfCountry'
        | 'noForcedCriminalityOffences'
        | 'noConsularList'
        | 'noChildAge'
        | 'noCriminalAge'
        | 'noIdentificationMandates'
        | 'noReportingDuties'
        | 'noRemandCredit'
        | 'apostilleUnknown'
    }
  | { readonly gap: 'offenceMissing' | 'noActs' | 'noMeans' | 'noPurposes' | 'nonPunishmentUnknown'; readonly offenceCode: string }
  | { readonly gap: 'noBody'; readonly authority: Authority }
  /** Of immigration, the military, a prison or a closed shelter: whether it holds persons under a power of its own. */
  | { readonly gap: 'powerUnknown'; readonly authority: string }
  | { readonly gap: 'mandateUnknown'; readonly mandate: SupportMandate }
  /** A treaty of which nobody knows, or nobody has verified, whether it binds the state. */
  | { readonly gap: 'treatyUnknown' | 'treatyNotVerified'; readonly treaty: string }
  | (WantedClock & { readonly gap: 'noClock' })
  | (WantedClock & { readonly gap: 'clockEnded'; readonly validUntil: string })
  | (WantedClock & { readonly gap: 'clockNotBegun'; readonly validFrom: string })
  /** An activity of custody without a limit for children in force: that for adults applies to them. */
  | { readonly gap: 'noLimitForChildren'; readonly activity: ClockActivity }
  /** A value of which nobody knows since when it is law; `validFrom`: the day that is written in its place. */
  | { readonly gap: 'startNotKnown'; readonly value: string; readonly validFrom?: string }
  /** A value that names no provision, or does not say how its source was read. */
  | { readonly gap: 'noCitation' | 'readingNotStated'; readonly value: string }
  /** A value whose source nobody has read; `secondary`: only read in a copy. */
  | { readonly gap: 'sourceNotVerified'; readonly value: string; readonly read: Exclude<Verified, 'primary'>; readonly source: string }

/** Since when and until which day a value is law. */
interface Validity {
  readonly validFrom?: string | undefined
  readonly validUntil?: string | undefined
}

/** Whether a value is law on a day. */
export const isInForce = ({ validFrom, validUntil }: Validity, day: string): boolean =>
  (validFrom === undefined || validFrom <= day) && (validUntil === undefined || day <= validUntil)
