import {
  momentText,
  sentenceServed,
  servedReleaseDue,
  timeOf,
  type CustodyAccount,
  type DatedCustodyFact,
  type HeldAfterConviction,
  type LibertyAccount,
  type LibertyContext,
} from '@case-timeline/casework'
import type { JusticeService } from '@case-timeline/contracts'
import { accountOfPerson } from './account-of-person.ts'
import { concerned } from './concern.ts'

/** Whether the day of a fact is known. */
const isDayKnown = (at: string, { imported, undated }: Pick<DatedCustodyFact, 'imported' | 'undated'>): boolean =>
  at.length >= 10 && !(imported && undated)

/** Whether somebody recorded until when the person is held, with the days from which the sentences are served. */
const isEndKnown = ({ terms, by, servingSince }: HeldAfterConviction): boolean =>
  terms !== undefined &&
  [by, servingSince].every((fact) => isDayKnown(timeOf(fact), fact)) &&
  terms.atMost.every(({ since }) => isDayKnown(since.at, since))

/** The deadlines of a service to release persons who have served their sentence. */
export const sentencesOf =
  (service: JusticeService): LibertyAccount =>
  (facts, _, { policyOf, spanOf }) => {
    const { custody: account, after } = accountOfPerson(facts, spanOf)
    return after().held.flatMap((one) => {
      const { by, heldBy, over, servingSince } = one
      if (heldBy.service !== service || !isEndKnown(one)) return []
      const served = sentenceServed(one, account(), policyOf(servingSince.jurisdiction), spanOf)
      if (served === undefined) return []
      const { authority, personRef } = heldBy.custody
      const due = servedReleaseDue(served.at, by.zone, authority, policyOf(servingSince.jurisdiction), spanOf)
      const concern = { concern: 'sentenceServed', law: served.law, unlawfulFrom: momentText(served.at) } as const
      const custody = concerned({ by: heldBy, from: timeOf(heldBy) }, concern)
      const start = { key: personRef, due: { by: due.at, from: timeOf(by) }, lacksEnd: true as const, custody }
      return [{ of: by, owedFor: heldBy, start, end: over && { of: over.by, at: over.at } }]
    })
  }

/**
 * From when nobody knows whether a convicted person may still be held, and until when: from the conviction on if nobody
 * recorded until when; from the end of the shortest time that the sentences may mean to that of the longest.
 */
const unknownTimeOf = <F extends DatedCustodyFact>(
  one: HeldAfterConviction<F>,
  account: CustodyAccount,
  { policyOf, spanOf }: LibertyContext,
): { readonly from: string; readonly until?: number | undefined } | undefined => {
  if (!isEndKnown(one)) return { from: timeOf(one.by) }
  const servedBy = (bound: 'atLeast' | 'atMost') => sentenceServed(one, account, policyOf(one.servingSince.jurisdiction), spanOf, bound)?.at
  const [least, most] = [servedBy('atLeast'), servedBy('atMost')]
  return least === undefined || least === most ? undefined : { from: momentText(least), until: most }
}

/** The custody of convicted persons of whom nobody knows until when they may be held. */
export const unknownAfterConviction =
  (service: JusticeService): LibertyAccount =>
  (facts, _, context) => {
    const { spanOf } = context
    const { custody: account, after } = accountOfPerson(facts, spanOf)
    return after().held.flatMap((one) => {
      const { by, heldBy, over } = one
      const unknown = heldBy.service === service ? unknownTimeOf(one, account(), context) : undefined
      if (unknown === undefined) return []
      const { from, until } = unknown
      const custody = concerned({ by: heldBy, from: timeOf(heldBy) }, { concern: 'limitUnknown' })
      const isOverBefore = over !== undefined && (until === undefined || spanOf(over.at, over.by.zone).from <= until)
      const metAt = isOverBefore || until === undefined ? {} : { metAt: momentText(until) }
      const due = { by: spanOf(from, by.zone).from, from }
      const start = { key: heldBy.custody.personRef, due, lacksEnd: true as const, ...metAt, custody }
      return [{ of: by, owedFor: heldBy, start, end: isOverBefore ? { of: over.by, at: over.at } : undefined }]
    })
  }
