import type { DataOf } from '@case-timeline/contracts'

type Referral = DataOf<'investigation.CaseReferredToProsecution'>
type Dossier = Pick<Referral, 'dossierId' | 'suspects' | 'evidence'>
type Safeguards = Pick<Referral, 'safeguards' | 'furtherSafeguards'>

/**
 * The manifest of a dossier. Its hash identifies the dossier: police state the hash with the referral, the prosecutor
 * recomputes it from the lists.
 * @returns the same value for any order of the evidence: it is sorted by id
 */
export const manifestOf = ({ dossierId, suspects, evidence }: Dossier): Dossier => ({
  dossierId,
  suspects,
  evidence: evidence.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)),
})

/** As many as `safeguards` of a referral may have. */
const MAX_SAFEGUARDS = 200

/** The safeguards of all presumed victims, as the two lists of a referral have them. */
export const listsOfSafeguards = (all: Referral['safeguards']): Safeguards => {
  const furtherSafeguards = all.slice(MAX_SAFEGUARDS)
  return { safeguards: all.slice(0, MAX_SAFEGUARDS), ...(furtherSafeguards.length === 0 ? {} : { furtherSafeguards }) }
}

/** The safeguards of all presumed victims of a referral. */
export const safeguardsOf = ({ safeguards, furtherSafeguards = [] }: Safeguards): Referral['safeguards'] => [
  ...safeguards,
  ...furtherSafeguards,
]
